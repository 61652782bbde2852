// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import io.github.handlertable.internal.Native;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Carries what a handler threw over the C frames that called it, to the Java code that called them.
 */
final class Thrown {
  /**
   * How many threads have a Throwable on its way; written by {@code thrown.c}. A downcall that
   * returns reads it: a plain read is enough, because what matters is this thread's own.
   */
  private static int count;

  private static final StackWalker WALKER =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  /** Every downcall goes through a method of {@link Native}, which so marks the stack. */
  private static final Function<Stream<StackWalker.StackFrame>, Boolean> HAS_DOWNCALL =
      frames -> frames.anyMatch(frame -> frame.getDeclaringClass() == Native.class);

  static {
    WALKER.walk(HAS_DOWNCALL); // so that its classes are there when the stack or the heap is full
  }

  private Thrown() {}

  /** To be called after each downcall. */
  static void rethrow() {
    if (count != 0) {
      Throwable throwable = Native.takeThrown();
      if (throwable != null) {
        throw Thrown.<RuntimeException>unchecked(throwable);
      }
    }
  }

  /**
   * To be called when an upcall begins: a Throwable that is on its way to a downcall further down
   * must not come out of one that this upcall's handler makes.
   */
  static Throwable setAside() {
    return count == 0 ? null : Native.takeThrown();
  }

  /** Takes what a handler threw, in the upcall that ran it. Throws nothing itself. */
  static void caught(Throwable throwable) {
    try {
      if (isFiredFromJava()) {
        keep(Native.takeThrown(), throwable);
      } else {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, throwable);
      }
    } catch (Throwable ignored) {
      // As the JVM does with what an uncaught exception handler throws.
    }
  }

  /** When an upcall ends: what was set aside came first. */
  static void putBack(Throwable aside) {
    if (aside != null) {
      keep(aside, Native.takeThrown());
    }
  }

  private static void keep(Throwable first, Throwable second) {
    try {
      first = join(first, second);
    } finally {
      Native.putThrown(first == null ? second : first); // even if there was no memory to join them
    }
  }

  /** The first one, with the second added as suppressed; either may be null. */
  static Throwable join(Throwable first, Throwable second) {
    if (first == null) {
      return second;
    }
    if (second != null && first != second) {
      first.addSuppressed(second);
    }
    return first;
  }

  private static boolean isFiredFromJava() {
    try {
      return WALKER.walk(HAS_DOWNCALL);
    } catch (StackOverflowError | OutOfMemoryError e) {
      return !Native.isThreadOurs();
    }
  }

  /** Throws checked exceptions too: a handler may have been compiled to throw anything. */
  @SuppressWarnings("unchecked")
  static <T extends Throwable> T unchecked(Throwable throwable) throws T {
    throw (T) throwable;
  }
}
