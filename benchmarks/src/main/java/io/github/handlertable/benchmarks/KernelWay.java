// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import io.github.handlertable.Handler;
import io.github.handlertable.HandlerTable;
import io.github.handlertable.PendingEvents;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;

/** Ways by what the kernel has: signals, and an eventfd. */
final class KernelWay {
  private KernelWay() {}

  private static void check(boolean good) {
    if (!good) {
      throw new IllegalStateException("a system call failed");
    }
  }

  private static IntConsumer sender(Merging merging, IntPredicate send, int argument) {
    return number -> {
      merging.send(number);
      check(send.test(argument));
    };
  }

  static Way.Open eventFd(Arrivals arrivals) {
    int fd = Kernel.openEventFd();
    check(fd >= 0);
    Merging merging = new Merging(arrivals, 1);
    Handler handler = merging.handler(0);
    Way.Consumer consumer =
        new Way.Consumer(
            () -> {
              check(Kernel.readEventFd(fd));
              handler.handle();
            });
    return new Way.Open(
        sender(merging, Kernel::writeEventFd, fd),
        () -> {
          consumer.end(() -> check(Kernel.writeEventFd(fd)));
          Kernel.closeEventFd(fd);
        });
  }

  /** By a raiser, which {@code sigaction} takes as it is. */
  static Way.Open raiser(Arrivals arrivals, IntPredicate send, SetWay.Handling handling) {
    HandlerTable table = HandlerTable.create(1);
    PendingEvents events = PendingEvents.create(1);
    Merging merging = new Merging(arrivals, 1);
    table.register(0, merging.handler(0));
    Runnable end = handling.start(table, events);
    check(Kernel.setSignalHandler(Kernel.USR1, events.raiser(0).address()));
    return new Way.Open(
        sender(merging, send, Kernel.USR1),
        () -> {
          check(Kernel.ignoreSignal(Kernel.USR1));
          end.run();
          events.close();
          table.close();
        });
  }

  /** By the JDK's {@code sun.misc.Signal}, which starts a thread for each signal. */
  static Way.Open jdk(Arrivals arrivals, IntPredicate send) {
    Merging merging = new Merging(arrivals, 1);
    Handler handler = merging.handler(0);
    JdkSignal.handle(
        () -> {
          synchronized (handler) {
            handler.handle();
          }
        });
    return new Way.Open(
        sender(merging, send, Kernel.USR1), () -> check(Kernel.ignoreSignal(Kernel.USR1)));
  }

  /** By reflection, as javac warns of each use, and can't be told not to. */
  private static final class JdkSignal {
    private static final Class<?> HANDLER;
    private static final Method HANDLE;
    private static final Object USR1;

    static {
      try {
        Class<?> signal = Class.forName("sun.misc.Signal");
        HANDLER = Class.forName("sun.misc.SignalHandler");
        HANDLE = signal.getMethod("handle", signal, HANDLER);
        USR1 = signal.getConstructor(String.class).newInstance("USR1");
      } catch (ReflectiveOperationException e) {
        throw new AssertionError(e);
      }
    }

    static void handle(Runnable handler) {
      Object proxy =
          Proxy.newProxyInstance(
              KernelWay.class.getClassLoader(),
              new Class<?>[] {HANDLER},
              (self, method, arguments) -> {
                handler.run();
                return null;
              });
      try {
        HANDLE.invoke(null, USR1, proxy);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
