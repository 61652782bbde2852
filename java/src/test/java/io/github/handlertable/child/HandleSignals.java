// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.child;

import io.github.handlertable.EventLoop;
import io.github.handlertable.HandlerTable;
import io.github.handlertable.PendingEvents;
import io.github.handlertable.support.TestNative;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Handles signals that another process sends, while the heap is collected again and again. Ends
 * with 1 if a kind of signal is lost, or handled more often than it was sent.
 */
public final class HandleSignals {
  private static final int SIGCHLD = 17;

  /** SIGUSR1, SIGCHLD, SIGURG, SIGWINCH, SIGRTMIN and more of these; none is the JVM's. */
  private static final int[] SIGNALS = {10, SIGCHLD, 23, 28, 34, 35, 50, 64};

  private static final int COUNTS = 65; // as in send_signals.c
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);
  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private static volatile boolean ending;
  private static volatile Object garbage;
  private static final AtomicLong COLLECTIONS = new AtomicLong();

  private final ByteBuffer sent;

  /** How often each was handled, and how many had been sent when that began the last time. */
  private final long[] handled = new long[COUNTS];

  private final long[] seen = new long[COUNTS];
  private static final VarHandle SEEN = MethodHandles.arrayElementVarHandle(long[].class);

  private HandleSignals(ByteBuffer sent) {
    this.sent = sent;
  }

  /** Arguments: the program that sends, a file for its counts, how many signals. */
  public static void main(String[] arguments) throws Exception {
    ByteBuffer sent;
    try (FileChannel file =
        FileChannel.open(
            Path.of(arguments[1]),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      sent = file.map(FileChannel.MapMode.READ_WRITE, 0, COUNTS * Long.BYTES);
    }
    new HandleSignals(sent).run(arguments);
  }

  private long sent(int signal) {
    return (long) LONG.getVolatile(sent, signal * Long.BYTES);
  }

  private void run(String[] arguments) throws Exception {
    new ProcessBuilder("true").start().waitFor(); // the first process resets SIGCHLD
    HandlerTable table = HandlerTable.create(COUNTS);
    PendingEvents events = PendingEvents.create(COUNTS);
    for (int signal : SIGNALS) {
      table.register(signal, () -> handle(signal));
      TestNative.handleSignal(signal, events.raiser(signal).address());
    }
    for (int i = 0; i < 2; i++) {
      Thread allocating = new Thread(HandleSignals::allocate);
      allocating.setDaemon(true);
      allocating.start();
    }
    long collections = COLLECTIONS.get();
    try (EventLoop loop = EventLoop.start(table, events)) {
      send(arguments);
      collections = COLLECTIONS.get() - collections;
      for (int signal : SIGNALS) {
        awaitLast(signal, loop);
      }
    }
    ending = true;
    report(Long.parseLong(arguments[2]), collections);
  }

  private void handle(int signal) {
    handled[signal]++;
    SEEN.setVolatile(seen, signal, sent(signal));
  }

  private static void allocate() {
    Object[] kept = new Object[1000];
    WeakReference<Object> unreachable = new WeakReference<>(new Object());
    for (int i = 0; !ending; i++) {
      if (unreachable.refersTo(null)) {
        COLLECTIONS.incrementAndGet();
        unreachable = new WeakReference<>(new Object());
      }
      garbage = kept[i % kept.length] = new byte[ThreadLocalRandom.current().nextInt(10_000)];
    }
  }

  private static void send(String[] arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                arguments[0],
                arguments[1],
                Long.toString(ProcessHandle.current().pid()),
                arguments[2]));
    for (int signal : SIGNALS) {
      command.add(Integer.toString(signal));
    }
    int status = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (status != 0) {
      throw new IllegalStateException("the sender ended with " + status);
    }
  }

  /** A run that begins behind the last signal sees that all are sent. */
  private void awaitLast(int signal, EventLoop loop) {
    long start = System.nanoTime();
    while ((long) SEEN.getVolatile(seen, signal) != sent(signal)) {
      if (System.nanoTime() - start > PATIENCE || !loop.thread().isAlive()) {
        throw new IllegalStateException("the last signal " + signal + " is not handled");
      }
      Thread.yield();
    }
  }

  private void report(long expected, long collections) {
    long all = 0;
    boolean good = collections > 0;
    for (int signal : SIGNALS) {
      long might = sent(signal) + (signal == SIGCHLD ? 1 : 0); // the end of the sender
      good &= handled[signal] > 0 && handled[signal] <= might;
      all += sent(signal);
      System.out.println("signal " + signal + ": " + handled[signal] + " of " + sent(signal));
    }
    System.out.println(all + " sent, " + collections + " collections");
    System.exit(good && all == expected ? 0 : 1);
  }
}
