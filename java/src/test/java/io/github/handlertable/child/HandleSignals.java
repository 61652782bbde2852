// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.child;

import io.github.handlertable.EventLoop;
import io.github.handlertable.HandlerTable;
import io.github.handlertable.PendingEvents;
import io.github.handlertable.support.TestNative;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Handles signals that another process sends, while the heap is collected again and again. Ends
 * with 1 if a kind of signal is lost, or handled more often than it was sent.
 */
public final class HandleSignals {
  private static final int SIGCHLD = 17;

  /** SIGUSR1, SIGCHLD, SIGURG, SIGWINCH, SIGRTMIN and more of these; none is the JVM's. */
  private static final int[] SIGNALS = {10, SIGCHLD, 23, 28, 34, 35, 50, 64};

  /** The file as send_signals.c has it: how many were sent, and how many of those were seen. */
  private static final int COUNTS = 65;

  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private static volatile boolean ending;
  private static volatile Object garbage;

  private final ByteBuffer file;
  private final long[] handled = new long[COUNTS];
  private final int bytes;

  /** What is handled of so many signals fills 64 MiB, so that there are collections. */
  private HandleSignals(ByteBuffer file, int signals) {
    this.file = file;
    this.bytes = 400_000_000 / signals;
  }

  /** Arguments: the program that sends, a new file for counts, how many signals. */
  public static void main(String[] arguments) throws Exception {
    ByteBuffer file;
    try (FileChannel channel =
        FileChannel.open(
            Path.of(arguments[1]),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      file = channel.map(FileChannel.MapMode.READ_WRITE, 0, 2 * COUNTS * Long.BYTES);
    }
    new HandleSignals(file, Integer.parseInt(arguments[2])).run(arguments);
  }

  private long sent(int signal) {
    return (long) LONG.getVolatile(file, signal * Long.BYTES);
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
    EventLoop loop = EventLoop.start(table, events);
    send(arguments);
    loop.close();
    ending = true;
    report();
  }

  /** When this begins, so many had been sent; the sender waits until it sees that all were. */
  private void handle(int signal) {
    LONG.setVolatile(file, (COUNTS + signal) * Long.BYTES, sent(signal));
    handled[signal]++;
    garbage = new byte[bytes];
  }

  private static void allocate() {
    Object[] kept = new Object[1000];
    for (int i = 0; !ending; i++) {
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

  private void report() {
    long all = 0;
    boolean good = true;
    for (int signal : SIGNALS) {
      long might = sent(signal) + (signal == SIGCHLD ? 1 : 0); // the end of the sender
      good &= handled[signal] > 0 && handled[signal] <= might;
      all += sent(signal);
      System.out.println("signal " + signal + ": " + handled[signal] + " of " + sent(signal));
    }
    System.out.println(all + " sent");
    System.exit(good ? 0 : 1);
  }
}
