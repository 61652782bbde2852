// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.child;

import io.github.handlertable.Handler;
import io.github.handlertable.HandlerTable;
import io.github.handlertable.NativeHandler;
import io.github.handlertable.support.Child;
import io.github.handlertable.support.NativeThreads;
import io.github.handlertable.support.TestNative;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Does the same again and again, in a JVM whose Java heap is all touched from the start; fails if
 * native memory grows, or stubs do. Arguments: what, and how often.
 */
public final class RepeatWithoutGrowth {
  private static final long PAGE = 4096;
  private static final long MAY_GROW = 5 << 20;
  private static final HandlerTable TABLE = HandlerTable.create(1);

  private RepeatWithoutGrowth() {}

  public static void main(String[] arguments) {
    int times = Integer.parseInt(arguments[1]);
    Runnable churn =
        switch (arguments[0]) {
          case "threads" -> RepeatWithoutGrowth::threads;
          case "registrations" -> RepeatWithoutGrowth::registrations;
          case "exceptions" -> RepeatWithoutGrowth::exceptions;
          default -> throw new IllegalArgumentException(arguments[0]);
        };
    churn.run(); // so that all code is compiled, and pthread has its stacks
    churn.run();
    long before = resident();
    for (int i = 0; i < times; i++) {
      churn.run();
    }
    long grown = resident() - before;
    check(grown < MAY_GROW, "resident memory grew by " + grown);
    check(HandlerTable.stats().stubs() <= 2, HandlerTable.stats());
    check(HandlerTable.stats().refusedCalls() == 0, HandlerTable.stats());
    System.out.println(Child.ENDING);
  }

  /** 1,000 threads that each fire once and end, 500 at once. */
  private static void threads() {
    AtomicInteger runs = new AtomicInteger();
    TABLE.register(0, runs::incrementAndGet);
    for (int round = 0; round < 2; round++) {
      NativeThreads.handling(TABLE, 0).size(500).run();
    }
    TABLE.unregister(0);
    check(runs.get() == 1000, runs);
  }

  private static void registrations() {
    for (int round = 0; round < 200_000; round++) {
      int own = round;
      Handler handler = () -> check(false, own);
      check(TABLE.register(0, handler), round);
      check(TABLE.unregister(0).orElseThrow() == handler, round);
    }
  }

  /** So large that the heap has no room for all that are thrown. */
  private static final class Large extends RuntimeException {
    private static final long serialVersionUID = 1;
    final byte[] ballast = new byte[1 << 13];
  }

  /** Thrown in Java below C below Java, and on a native thread. */
  private static void exceptions() {
    int times = 5_000;
    AtomicInteger told = new AtomicInteger();
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, throwable) -> {
          if (throwable instanceof Large && thread.isDaemon()) {
            told.incrementAndGet();
          } else {
            throwable.printStackTrace();
          }
        });
    TABLE.register(
        0,
        () -> {
          throw new Large();
        });
    NativeHandler stub = NativeHandler.ofAddress(TestNative.word(TABLE.address(), 0));
    for (int round = 0; round < times; round++) {
      try {
        stub.handle();
        check(false, "nothing came out");
      } catch (Large expected) {
        check(told.get() == 0, "it was told as well");
      }
    }
    NativeThreads.calling(stub.address()).times(times).run();
    check(told.get() == times, told + " told");
    TABLE.unregister(0);
  }

  static long resident() {
    try {
      System.gc();
      return PAGE * Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ")[1]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void check(boolean good, Object otherwise) {
    if (!good) {
      throw new AssertionError(otherwise);
    }
  }
}
