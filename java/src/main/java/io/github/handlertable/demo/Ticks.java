// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.demo;

import io.github.handlertable.HandlerTable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What became of the ticks of a 1 kHz timer that a native thread fired for two seconds, while Java
 * replaced the handler. Each count was taken where it happens; none is a difference of others.
 */
record Ticks(
    double seconds,
    long reads,
    long expirations,
    long fired,
    long handled,
    long empty,
    long beatsFired,
    long runByOld,
    long runByNew,
    long stale,
    long refused,
    long beatsRun,
    long replaced) {
  private static final int TICKS = 2000;

  /** Fires the timer slot and then the heartbeat slot at each tick; leaves handlers in both. */
  static Ticks run(HandlerTable table, int timerSlot, int heartbeatSlot)
      throws InterruptedException, ExecutionException, TimeoutException {
    Counter oldHandler = new Counter();
    Counter newHandler = new Counter();
    Heartbeat heartbeat = new Heartbeat();
    table.register(timerSlot, oldHandler);
    table.register(heartbeatSlot, heartbeat);
    Replacer replacer = new Replacer(table, timerSlot, heartbeat, oldHandler, newHandler);
    FutureTask<Void> replacing = new FutureTask<>(replacer, null);
    Thread thread = new Thread(replacing, "replacer");
    thread.setDaemon(true);

    HandlerTable.Stats before = HandlerTable.stats();
    long start = System.nanoTime();
    thread.start();
    long[] counts;
    try {
      counts = DemoLibrary.tick(table.address(), timerSlot, heartbeatSlot, TICKS);
    } finally {
      heartbeat.stop();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    replacing.get(10, TimeUnit.SECONDS);
    HandlerTable.Stats after = HandlerTable.stats();
    return new Ticks(
        seconds,
        counts[0],
        counts[1],
        counts[2],
        counts[3],
        counts[4],
        counts[5],
        oldHandler.runs(),
        newHandler.runs(),
        after.staleCalls() - before.staleCalls(),
        after.refusedCalls() - before.refusedCalls(),
        heartbeat.beats(),
        replacer.replaced());
  }

  void report(Report report) {
    report.title("A 1 kHz timer, and its handler replaced under fire");
    report.text(
        "A native thread that the JVM did not know read %,d expirations off a timerfd in %.2f s,"
            + " with %,d reads, and fired slot by slot. Java replaced the handler %,d times.",
        expirations, seconds, reads, replaced);
    report.account(
        new Account("Ticks", expirations, "expirations", "the timerfd's count")
            .plus(fired, "fires", "C, before each"));
    report.account(
        new Account("Fires", fired, "fires", "C, before each")
            .plus(runByOld, "run by the old handler", "the handler itself")
            .plus(runByNew, "run by the new handler", "the handler itself")
            .plus(empty, "empty: no handler in the slot", "C, by false of ht_handle")
            .plus(stale, "stale: taken out on the way", "the library, on arrival")
            .plus(refused, "refused: no way into Java", "the library, in C"));
    report.account(
        new Account("Handled", handled, "handled", "C, by true of ht_handle")
            .plus(runByOld, "run by the old handler", "as above")
            .plus(runByNew, "run by the new handler", "as above")
            .plus(stale, "stale", "as above")
            .plus(refused, "refused", "as above"));
    report.account(
        new Account("Heartbeat", beatsFired, "fires of a second slot", "C, before each")
            .plus(beatsRun, "runs", "the handler itself"));
  }
}
