// SPDX-License-Identifier: Apache-2.0

/*
 * Java handlers of signals, without a line of C: raisers are the signals' handlers, and an event
 * loop runs what stands in the table. Another process sends the signals. From JDK 22 on; for older
 * ones see SignalsByC.java.
 *
 *     java --enable-native-access=ALL-UNNAMED -cp "$JAR" java/examples/Signals.java
 */

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.github.handlertable.EventLoop;
import io.github.handlertable.HandlerTable;
import io.github.handlertable.NativeHandler;
import io.github.handlertable.PendingEvents;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

class Signals {
  /**
   * Not ours: 1, 2, 3 and 15 the JVM handles, unless it is started with -Xrs; 4, 7, 8, 11, 12, 13
   * and 25 it needs in any case; 62 is java.nio's; 32 and 33 are glibc's; 9 and 19 nobody handles.
   */
  static final Set<Integer> KEPT = Set.of(1, 2, 3, 15, 4, 7, 8, 11, 12, 13, 25, 62, 32, 33, 9, 19);

  static final int SIGUSR1 = 10;
  static final int SIGCHLD = 17;
  static final int SIGWINCH = 28;
  static final int SIGRTMIN = 34; // the first that glibc leaves to programs
  static final List<Integer> SIGNALS = List.of(SIGUSR1, SIGCHLD, SIGWINCH, SIGRTMIN);

  static final int TIMES = 1000;

  /** Of the C library; unlike sigaction, it needs no struct. System calls go on after a signal. */
  @SuppressWarnings("restricted") // what --enable-native-access is for
  static final MethodHandle SIGNAL =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().find("signal").orElseThrow(),
              FunctionDescriptor.of(ADDRESS, JAVA_INT, ADDRESS));

  static void install(int signal, NativeHandler raiser) throws Throwable {
    if (KEPT.contains(signal)) {
      throw new IllegalArgumentException("signal " + signal + " is not ours");
    }
    MemorySegment before =
        (MemorySegment) SIGNAL.invokeExact(signal, MemorySegment.ofAddress(raiser.address()));
    if (before.address() == -1) { // SIG_ERR
      throw new IllegalArgumentException("signal " + signal + " can't be handled");
    }
  }

  public static void main(String[] arguments) throws Throwable {
    // When the JDK starts its first process, it gives SIGCHLD its default handler: so start one.
    new ProcessBuilder("true").start().waitFor();

    HandlerTable table = HandlerTable.create(65); // a signal's number is its index
    PendingEvents events = PendingEvents.create(65); // if it is closed, its raisers do nothing
    AtomicInteger[] handled = new AtomicInteger[65];
    CountDownLatch each = new CountDownLatch(SIGNALS.size());
    for (int signal : SIGNALS) {
      handled[signal] = new AtomicInteger();
      table.register(
          signal,
          () -> {
            if (handled[signal].getAndIncrement() == 0) {
              each.countDown();
            }
          });
      install(signal, events.raiser(signal));
    }
    EventLoop.start(table, events); // a daemon

    String send = "for i in $(seq %d); do kill -10 $0; kill -28 $0; kill -34 $0; done";
    String me = Long.toString(ProcessHandle.current().pid());
    new ProcessBuilder("sh", "-c", String.format(send, TIMES), me).start();

    boolean good = each.await(10, TimeUnit.SECONDS);
    for (int signal : SIGNALS) {
      int sent = signal == SIGCHLD ? 1 : TIMES; // the one when that process ended
      System.out.printf("signal %d: sent %d, handled %d%n", signal, sent, handled[signal].get());
      good &= handled[signal].get() <= sent; // those that meet become one
    }
    System.exit(good ? 0 : 1);
  }
}
