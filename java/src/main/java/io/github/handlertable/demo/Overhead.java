// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.demo;

import io.github.handlertable.HandlerTable;

/** A quick look at what a call costs; {@code benchmarks/} measures with more care. */
final class Overhead {
  private static final int ROUNDS = 8; // the first ones warm up
  private static final int CALLS = 1_000_000;

  private static final int EMPTY = 0;
  private static final int NATIVE = 1;
  private static final int JAVA = 2;

  /** Many calls in a loop of its own, so that the JIT compiles each kind by itself. */
  @FunctionalInterface
  private interface Loop {
    void run();
  }

  private Overhead() {}

  static void report(Report report) {
    report.title("What a call costs here");
    report.text(
        "A quick look: the best of %d rounds of %,d calls. For figures to rely on, see benchmarks/.",
        ROUNDS, CALLS);
    report.line("");
    try (HandlerTable table = HandlerTable.create(3)) {
      Counter counter = new Counter();
      table.register(NATIVE, DemoLibrary.handler("demo_nothing"));
      table.register(JAVA, counter);
      measure(
          report,
          "empty JNI call",
          () -> {
            for (int i = 0; i < CALLS; i++) {
              DemoLibrary.nothing();
            }
          });
      measure(
          report,
          "handle, empty slot",
          () -> {
            for (int i = 0; i < CALLS; i++) {
              table.handle(EMPTY);
            }
          });
      measure(
          report,
          "handle, native no-op",
          () -> {
            for (int i = 0; i < CALLS; i++) {
              table.handle(NATIVE);
            }
          });
      measure(
          report,
          "handle, Java handler",
          () -> {
            for (int i = 0; i < CALLS; i++) {
              table.handle(JAVA);
            }
          });
      measure(
          report,
          "ht_handle, Java handler, native thread",
          () -> DemoLibrary.loop(table.address(), JAVA, CALLS));
      report.account(
          new Account("Overhead", 2L * ROUNDS * CALLS, "fires of the Java handler", "the loops")
              .plus(counter.runs(), "runs", "the handler itself"));
    }
  }

  private static void measure(Report report, String what, Loop loop) {
    long best = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      loop.run();
      best = Math.min(best, System.nanoTime() - start);
    }
    report.line("%8.1f ns  %s", (double) best / CALLS, what);
  }
}
