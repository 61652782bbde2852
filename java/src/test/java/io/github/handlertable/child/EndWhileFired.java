// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.child;

import io.github.handlertable.HandlerTable;
import io.github.handlertable.support.Child;
import io.github.handlertable.support.NativeThreads;
import io.github.handlertable.support.TestNative;
import java.util.concurrent.atomic.LongAdder;

/**
 * A program that ends while native threads fire a Java handler at full speed. Arguments: how it
 * ends, and how many threads.
 */
public final class EndWhileFired {
  private static final HandlerTable TABLE = HandlerTable.wrap(TestNative.staticTable());
  private static final LongAdder RUNS = new LongAdder();

  /** Read by launcher.c. */
  static long word;

  private EndWhileFired() {}

  public static void main(String[] arguments) {
    TABLE.register(1, RUNS::increment);
    word = TestNative.word(TABLE.address(), 1);
    int callers = Integer.parseInt(arguments[1]);
    NativeThreads threads = NativeThreads.handling(TABLE, 1).size(callers).untilStopped().start();
    awaitRuns(10_000);
    switch (arguments[0]) {
      case "return" -> say();
      case "exit" -> {
        say();
        System.exit(3);
      }
      case "halt" -> {
        say();
        Runtime.getRuntime().halt(4);
      }
      case "exit in a handler" -> {
        TABLE.register(
            2,
            () -> {
              say();
              System.exit(5);
            });
        NativeThreads.handling(TABLE, 2).run();
      }
      case "join at exit" -> {
        threads.stop();
        TABLE.register(0, TestNative.handler("fire_1_until_exit"));
        long before = RUNS.sum();
        NativeThreads.handling(TABLE, 0).size(callers).start().joinAtExit();
        awaitRuns(before + callers);
        say();
        System.exit(6);
      }
      case "join in a hook" -> {
        // So many that the C library frees some of their stacks, with their pthread_t.
        NativeThreads workers = NativeThreads.handling(TABLE, 1).size(64).untilStopped().start();
        Runtime.getRuntime()
            .addShutdownHook(
                new Thread(
                    () -> {
                      awaitRefusal();
                      workers.stop();
                      threads.stop();
                      askForAllThreads();
                      say();
                    }));
        System.exit(8);
      }
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private static void awaitRuns(long runs) {
    long deadline = System.nanoTime() + 30_000_000_000L;
    while (RUNS.sum() < runs) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("native threads do not run");
      }
      Thread.onSpinWait();
    }
  }

  /** Once our own hook has run. */
  private static void awaitRefusal() {
    while (HandlerTable.stats().refusedCalls() == 0) {
      Thread.onSpinWait();
    }
  }

  /**
   * As a thread dump does, this looks at the pthread_t of each thread that the JVM knows. By
   * reflection, for our module does not require that one.
   */
  static void askForAllThreads() {
    try {
      Class<?> type = Class.forName("java.lang.management.ThreadMXBean");
      Object threads =
          Class.forName("java.lang.management.ManagementFactory")
              .getMethod("getThreadMXBean")
              .invoke(null);
      for (long id : (long[]) type.getMethod("getAllThreadIds").invoke(threads)) {
        type.getMethod("getThreadCpuTime", long.class).invoke(threads, id);
      }
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  private static void say() {
    System.out.println(Child.ENDING);
  }
}
