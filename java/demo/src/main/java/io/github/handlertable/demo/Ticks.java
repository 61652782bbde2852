// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.demo;

import io.github.handlertable.HandlerTable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A native thread fires a slot at 1 kHz for two seconds, while Java replaces the handler in it.
 * What becomes of each tick is counted where it happens; no count is a difference of others.
 */
final class Ticks {
  private static final int TICKS = 2000;

  private final HandlerTable table;
  private final Counter oldHandler = new Counter();
  private final Counter newHandler = new Counter();
  private final Heartbeat heartbeat = new Heartbeat();
  private double seconds;
  private long replaced;
  private long stale;
  private long refused;
  private DemoLibrary.TickCounts c;

  Ticks(HandlerTable table) {
    this.table = table;
  }

  /**
   * Fires the timer slot and then the heartbeat slot at each tick; leaves handlers in both.
   *
   * <p>The library counts stale and refused calls for the whole process. No heartbeat can be stale,
   * for nobody takes that handler out; and were one refused, the heartbeat would not balance.
   */
  void run(int timerSlot, int heartbeatSlot)
      throws InterruptedException, ExecutionException, TimeoutException {
    table.register(timerSlot, oldHandler);
    table.register(heartbeatSlot, heartbeat);
    Replacer replacer = new Replacer(table, timerSlot, heartbeat, oldHandler, newHandler);
    FutureTask<Long> replacing = new FutureTask<>(replacer);
    Thread thread = new Thread(replacing, "replacer");
    thread.setDaemon(true);

    HandlerTable.Stats before = HandlerTable.stats();
    long start = System.nanoTime();
    thread.start();
    try {
      c = DemoLibrary.tick(table, timerSlot, heartbeatSlot, TICKS);
    } finally {
      heartbeat.stop();
    }
    seconds = (System.nanoTime() - start) / 1e9;
    replaced = replacing.get(10, TimeUnit.SECONDS);
    HandlerTable.Stats after = HandlerTable.stats();
    stale = after.staleCalls() - before.staleCalls();
    refused = after.refusedCalls() - before.refusedCalls();
  }

  /** How often the timer slot had a handler. */
  long handled() {
    return c.handled();
  }

  long beats() {
    return heartbeat.beats();
  }

  void report(Report report) {
    report.title("A 1 kHz timer, and its handler replaced under fire");
    report.text(
        "A native thread that the JVM did not know read %,d expirations off a timerfd in %.2f s,"
            + " with %,d reads, and fired a slot at each. Java replaced the handler %,d times, each"
            + " time in one step: the slot is never empty between, and no fire is for nothing.",
        c.expirations(), seconds, c.reads(), replaced);
    report.account(
        new Account("Ticks", c.expirations(), "expirations", "the timerfd")
            .plus(c.fired(), "fires", "C, before each"));
    report.account(
        new Account("Fires", c.fired(), "fires", "C, before each")
            .plus(oldHandler.runs(), "run by the old handler", "the handler itself")
            .plus(newHandler.runs(), "run by the new handler", "the handler itself")
            .plus(c.empty(), "empty: no handler in the slot", "C, by false of ht_handle")
            .plus(stale, "stale: taken out on the way", "the library, on arrival")
            .plus(refused, "refused: no way into Java", "the library, in C"));
    report.account(
        new Account("Handled", c.handled(), "handled", "C, by true of ht_handle")
            .plus(oldHandler.runs(), "run by the old handler", "as above")
            .plus(newHandler.runs(), "run by the new handler", "as above")
            .plus(stale, "stale", "as above")
            .plus(refused, "refused", "as above"));
    report.account(
        new Account("Heartbeat", c.beats(), "fires of a second slot", "C, before each")
            .plus(heartbeat.beats(), "runs", "the handler itself"));
  }
}
