// SPDX-License-Identifier: Apache-2.0

/*
 * Java handlers of signals, on any JDK: native/examples/signals.c installs the raisers that Java
 * puts into C's table. Which signals are not ours, and what is the matter with SIGCHLD, says
 * Signals.java.
 *
 *     gcc -shared -fPIC -Inative/include -o java/target/libsignals.so native/examples/signals.c &&
 *       java --enable-native-access=ALL-UNNAMED -cp "$JAR" \
 *         java/examples/SignalsByC.java java/target/libsignals.so
 */

import io.github.handlertable.EventLoop;
import io.github.handlertable.HandlerTable;
import io.github.handlertable.NativeLibrary;
import io.github.handlertable.PendingEvents;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

class SignalsByC {
  static final int SIGUSR1 = 10;
  static final int SIGWINCH = 28;
  static final int SIGRTMIN = 34; // the last one here
  static final int[] SIGNALS = {SIGUSR1, SIGWINCH, SIGRTMIN};
  static final int TIMES = 1000;

  public static void main(String[] arguments) throws Exception {
    NativeLibrary library = NativeLibrary.open(Path.of(arguments[0]));
    HandlerTable signals = library.table("signals_table");
    HandlerTable table = HandlerTable.create(65);
    PendingEvents events = PendingEvents.create(65);
    AtomicInteger[] handled = new AtomicInteger[65];
    CountDownLatch each = new CountDownLatch(SIGNALS.length);
    for (int signal : SIGNALS) {
      handled[signal] = new AtomicInteger();
      table.register(
          signal,
          () -> {
            if (handled[signal].getAndIncrement() == 0) {
              each.countDown();
            }
          });
      signals.register(signal, events.raiser(signal)); // what C installs
    }
    library.handler("signals_install").handle();
    EventLoop.start(table, events); // a daemon, which runs the Java handlers

    String send = "for i in $(seq %d); do kill -10 $0; kill -28 $0; done; kill -34 $0";
    String me = Long.toString(ProcessHandle.current().pid());
    new ProcessBuilder("sh", "-c", String.format(send, TIMES), me).start();

    boolean good = each.await(10, TimeUnit.SECONDS);
    for (int signal : SIGNALS) {
      int sent = signal == SIGRTMIN ? 1 : TIMES;
      System.out.printf("signal %d: sent %d, handled %d%n", signal, sent, handled[signal].get());
      good &= handled[signal].get() <= sent; // those that meet become one
    }
    System.exit(good ? 0 : 1);
  }
}
