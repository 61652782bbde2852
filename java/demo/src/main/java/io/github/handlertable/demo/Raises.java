// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.demo;

import io.github.handlertable.EventLoop;
import io.github.handlertable.HandlerTable;
import io.github.handlertable.PendingEvents;
import java.io.File;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A signal that another process sends, and a native thread that stands for a device: neither may
 * run Java, so both raise, and an event loop fires the slots of a table. What becomes of each raise
 * is counted where it happens.
 */
final class Raises {
  private static final int SIGUSR1 = 10;
  private static final int SIGNALS = 1000;
  private static final int BURSTS = 500;
  private static final int RUNS = 5; // of the device's handler, until it goes
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);

  private final HandlerTable table;
  private final int signalSlot;
  private final int deviceSlot;
  private final File sent;
  private final Raised signal;
  private final Raised device;
  private volatile long byJava;
  private int turns;

  /** The sender writes a byte into the file before each signal. */
  Raises(HandlerTable table, int signalSlot, int deviceSlot, File sent) {
    this.table = table;
    this.signalSlot = signalSlot;
    this.deviceSlot = deviceSlot;
    this.sent = sent;
    this.signal = new Raised(sent::length);
    this.device = new Raised(() -> DemoLibrary.raises() + byJava);
  }

  /** Leaves handlers in both slots. */
  void run() throws Exception {
    int capacity = Math.max(signalSlot, deviceSlot) + 1;
    try (PendingEvents events = PendingEvents.create(capacity);
        HandlerTable loops = HandlerTable.create(capacity)) {
      loops.register(signalSlot, () -> signal.fire(table, signalSlot));
      loops.register(deviceSlot, () -> device.fire(table, deviceSlot));
      table.register(signalSlot, signal);
      DemoLibrary.handleSignal(SIGUSR1, events.raiser(signalSlot).address());
      EventLoop loop = EventLoop.start(loops, events);

      long raiser = events.raiser(deviceSlot).address();
      FutureTask<Void> raising = new FutureTask<>(() -> DemoLibrary.device(raiser, BURSTS), null);
      new Thread(raising, "starts the device").start();
      Process sender = startSender();
      takeOutAndPutBack(raising::isDone);
      raising.get();
      sender.waitFor();
      byJava++; // the last raise comes when the handler is back
      events.raise(deviceSlot);
      await(() -> signal.hasRunForAll() && device.hasRunForAll() && !events.isPending(deviceSlot));
      loop.close();
    }
  }

  private Process startSender() throws Exception {
    String send = "for i in $(seq " + SIGNALS + "); do printf .; kill -" + SIGUSR1 + " $0; done";
    String me = Long.toString(ProcessHandle.current().pid());
    return new ProcessBuilder("sh", "-c", send, me)
        .redirectOutput(sent)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** The device's handler is there, and is not there, by turns; in the end it is there. */
  private void takeOutAndPutBack(BooleanSupplier isOver) throws InterruptedException {
    while (true) {
      long empty = device.empty();
      await(() -> device.empty() > empty || isOver.getAsBoolean());
      table.register(deviceSlot, device);
      if (isOver.getAsBoolean()) {
        return;
      }
      long runs = device.runs() + RUNS;
      await(() -> device.runs() >= runs || isOver.getAsBoolean());
      table.unregister(deviceSlot);
      turns++;
    }
  }

  /** If it does not come about, accounts will not balance. */
  private static void await(BooleanSupplier condition) throws InterruptedException {
    long start = System.nanoTime();
    while (!condition.getAsBoolean() && System.nanoTime() - start < PATIENCE) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  long signalsHandled() {
    return signal.runs();
  }

  long deviceHandled() {
    return device.runs();
  }

  void report(Report report) {
    report.title("Raised by a signal and a device, handled by an event loop");
    report.text(
        "A signal handler must not run Java, and a device should not wait for it: so both raise,"
            + " and raises that meet become one. The loop fires the slot of each bit that it takes."
            + " Java took the device's handler out and put it back %,d times.",
        turns);
    report.account(
        new Account("Sent", SIGNALS, "signals", "the sender was told")
            .plus(signal.raises(), "signals", "the sender, before each"));
    report.account(
        Account.limit("SIGUSR1", signal.raises(), "signals", "the sender, before each")
            .plus(signal.taken(), "bits taken", "the loop"));
    report.account(
        Account.limit("Device", device.raises(), "raises", "C and Java, before each")
            .plus(device.taken(), "bits taken", "the loop"));
    report.account(
        new Account("Taken", signal.taken() + device.taken(), "bits taken", "as above")
            .plus(signal.runs(), "runs for SIGUSR1", "the handler itself")
            .plus(device.runs(), "runs for the device", "the handler itself")
            .plus(signal.empty(), "SIGUSR1 without a handler", "Java, by false of handle")
            .plus(device.empty(), "the device without a handler", "Java, by false of handle"));
    report.account(
        new Account("At last", signal.raises(), "signals", "the sender, before each")
            .plus(signal.seen(), "were sent when it ran last", "the handler itself"));
    report.account(
        new Account("At last", device.raises(), "raises", "C and Java, before each")
            .plus(device.seen(), "were made when it ran last", "the handler itself"));
  }
}
