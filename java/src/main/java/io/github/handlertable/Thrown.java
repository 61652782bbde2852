// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import io.github.handlertable.internal.Machine;
import io.github.handlertable.internal.Native;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Carries what a handler threw over the C frames that called it, to the Java code that called them.
 */
final class Thrown {
  /**
   * How many threads have a Throwable on its way; written by {@code thrown.c}. A plain read is
   * enough, because what matters is this thread's own.
   */
  private static int count;

  private static final StackWalker WALKER =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  /** Every downcall goes through a method of one of these two, which so marks the stack. */
  private static final Function<Stream<StackWalker.StackFrame>, Boolean> HAS_DOWNCALL =
      frames -> frames.anyMatch(frame -> isDowncall(frame.getDeclaringClass()));

  static {
    // So that all is loaded and linked when the stack or the heap is full.
    WALKER.walk(HAS_DOWNCALL);
    Native.putThrown(null);
    Native.takeThrown();
    Native.isThreadAttachedByStub();
  }

  private Thrown() {}

  private static boolean isDowncall(Class<?> type) {
    return type == Native.class || type == Machine.class;
  }

  /** Calls a C function, and throws what Java handlers threw that it fired. A leaf fires none. */
  static void call(long function) {
    if (Leaves.isCalledAsOne(function)) {
      Machine.callLeaf(function);
      return;
    }
    Throwable aside = setAside();
    try {
      Machine.call(function);
      Throwable throwable = take();
      if (throwable != null) {
        throw Machine.<RuntimeException>unchecked(throwable);
      }
    } finally {
      putBack(aside);
    }
  }

  /** What Java handlers threw that were fired by C, or null. */
  static Throwable take() {
    return count == 0 ? null : Native.takeThrown();
  }

  /**
   * To be called when an upcall or a downcall begins: a Throwable that is on its way to a downcall
   * further down must not come out of one that is made meanwhile.
   */
  static Throwable setAside() {
    Throwable aside = count == 0 ? null : Native.takeThrown();
    if (aside != null && !isFiredFromJava()) {
      passToUncaughtHandler(aside); // late: the upcall that caught it had no stack to do so
      return null;
    }
    return aside;
  }

  /**
   * Takes what a handler threw, in the upcall that ran it. Throws nothing itself, but for want of
   * stack; {@code upcall.c} then keeps that. Whatever else goes wrong, the handler's Throwable or
   * nothing comes out.
   */
  static void caught(Throwable throwable) {
    if (isFiredFromJava()) {
      keep(Native.takeThrown(), throwable);
    } else {
      passToUncaughtHandler(throwable);
    }
  }

  /** To be called when C has run that was no handler: tells what handlers that it fired threw. */
  static void pass() {
    Throwable thrown = take();
    if (thrown != null) {
      passToUncaughtHandler(thrown);
    }
  }

  static void passToUncaughtHandler(Throwable throwable) {
    try {
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, throwable);
    } catch (Throwable ignored) {
      // As the JVM does with what an uncaught exception handler throws.
    }
  }

  /** To be called when that upcall or downcall ends: what was set aside came first. */
  static void putBack(Throwable aside) {
    if (aside != null) {
      keep(aside, Native.takeThrown());
    }
  }

  private static void keep(Throwable first, Throwable second) {
    try {
      join(first, second);
    } finally {
      Native.putThrown(first == null ? second : first);
    }
  }

  /** The first one, with the second added as suppressed; either may be null. */
  static Throwable join(Throwable first, Throwable second) {
    if (first == null) {
      return second;
    }
    if (second != null && first != second) {
      try {
        first.addSuppressed(second);
      } catch (VirtualMachineError e) {
        // The first one is what matters.
      }
    }
    return first;
  }

  private static boolean isFiredFromJava() {
    try {
      return WALKER.walk(HAS_DOWNCALL);
    } catch (StackOverflowError e) {
      return true; // so it is kept: if no downcall takes it, the thread's next upcall finds it
    } catch (VirtualMachineError e) { // no heap; JDK 25 makes an InternalError of that
      return !Native.isThreadAttachedByStub(); // there hardly is Java below its upcall
    }
  }
}
