// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.demo;

import io.github.handlertable.Handler;
import io.github.handlertable.HandlerTable;
import java.util.LinkedHashMap;
import java.util.Map;

/** A quick look at what a call costs; {@code benchmarks/} measures with more care. */
final class Overhead {
  private static final int ROUNDS = 8; // the first ones warm up
  private static final int CALLS = 1_000_000;

  private static final int EMPTY = 0;
  private static final int NATIVE = 1;
  private static final int JAVA = 2;

  /** Not atomic, for that would cost more than some of the calls; one thread at a time runs it. */
  private static final class Runs implements Handler {
    long count;

    @Override
    public void handle() {
      count++;
    }
  }

  private Overhead() {}

  static void report(Report report) {
    report.title("What a call costs here");
    report.text(
        "A quick look: the best of %d rounds of %,d calls. Figures to rely on: benchmarks/.",
        ROUNDS, CALLS);
    report.line("");
    try (HandlerTable table = HandlerTable.create(3)) {
      Runs java = new Runs();
      table.register(NATIVE, DemoLibrary.handler("demo_nothing"));
      table.register(JAVA, java);
      best(loops(table))
          .forEach((what, nanos) -> report.line("%8.1f ns  %s", (double) nanos / CALLS, what));
      report.account(
          new Account("Calls", 2L * ROUNDS * CALLS, "fires of the Java handler", "the loops")
              .plus(java.count, "runs", "the handler itself"));
    }
  }

  /** A loop of its own for each kind of call, so that each is compiled by itself. */
  private static Map<String, Runnable> loops(HandlerTable table) {
    Map<String, Runnable> loops = new LinkedHashMap<>();
    loops.put(
        "empty JNI call",
        () -> {
          for (int i = 0; i < CALLS; i++) {
            DemoLibrary.nothing();
          }
        });
    loops.put(
        "handle of an empty slot",
        () -> {
          for (int i = 0; i < CALLS; i++) {
            table.handle(EMPTY);
          }
        });
    loops.put(
        "handle of a native no-op",
        () -> {
          for (int i = 0; i < CALLS; i++) {
            table.handle(NATIVE);
          }
        });
    loops.put(
        "handle of a Java handler",
        () -> {
          for (int i = 0; i < CALLS; i++) {
            table.handle(JAVA);
          }
        });
    loops.put(
        "ht_handle of a Java handler, on a native thread",
        () -> DemoLibrary.loop(table.address(), JAVA, CALLS));
    return loops;
  }

  /** The least nanoseconds of each loop. They take turns, so that a disturbance is shared. */
  private static Map<String, Long> best(Map<String, Runnable> loops) {
    Map<String, Long> best = new LinkedHashMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      loops.forEach(
          (what, loop) -> {
            long start = System.nanoTime();
            loop.run();
            best.merge(what, System.nanoTime() - start, Math::min);
          });
    }
    return best;
  }
}
