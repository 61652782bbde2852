// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import com.lmax.disruptor.BlockingWaitStrategy;
import com.lmax.disruptor.BusySpinWaitStrategy;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import java.util.stream.Stream;

/**
 * A way from a thread that says that an event has happened to one that handles it. More threads
 * might say so; one does.
 *
 * @param kind ways of one kind can be compared
 * @param open makes it; what is handled is told to the argument
 */
record Way(Kind kind, String name, Function<Arrivals, Open> open) {
  /** So many events at most go one way before it is closed. */
  static final int MOST = 4_096;

  /**
   * Who handles events, and how many there are in a second: few enough for each way, and a prime,
   * so that they keep no step with the timer of the system.
   */
  enum Kind {
    SLEEPING("handled by a thread that sleeps until there is one", 5_087),
    SPINNING("handled by a thread that looks for one without pause", 5_087),
    RAISE("SIGUSR1 by raise(), handled by a thread that sleeps", 1_013),
    RAISE_SPINNING("SIGUSR1 by raise(), for a thread that looks for it without pause", 1_013),
    KILL("SIGUSR1 by kill(), handled by a thread that sleeps", 1_013);

    final String words;
    final int rate;

    Kind(String words, int rate) {
      this.words = words;
      this.rate = rate;
    }
  }

  /**
   * A way that is made.
   *
   * @param raise says that an event has happened: 0, then 1, and so on
   * @param close to be called when all events were handled
   */
  record Open(IntConsumer raise, Runnable close) {}

  /** All ways; the first of each kind is the product's. */
  static List<Way> all() {
    return Stream.of(
            threads(),
            signals(Kind.RAISE, Kernel::signalThread, "EventLoop", SetWay::sleep),
            signals(Kind.RAISE_SPINNING, Kernel::signalThread, "handlePending", SetWay::look),
            signals(Kind.KILL, Kernel::signalProcess, "EventLoop", SetWay::sleep))
        .flatMap(List::stream)
        .toList();
  }

  private static List<Way> threads() {
    return List.of(
        new Way(Kind.SLEEPING, "EventLoop", SetWay::sleeping),
        new Way(
            Kind.SLEEPING,
            "Disruptor, blocking",
            arrivals -> QueueWay.disruptor(arrivals, new BlockingWaitStrategy())),
        new Way(
            Kind.SLEEPING,
            "ArrayBlockingQueue",
            arrivals -> QueueWay.blocking(arrivals, new ArrayBlockingQueue<>(MOST))),
        new Way(
            Kind.SLEEPING,
            "LinkedBlockingQueue",
            arrivals -> QueueWay.blocking(arrivals, new LinkedBlockingQueue<>())),
        new Way(Kind.SLEEPING, "MpscArrayQueue, park", QueueWay::parking),
        new Way(Kind.SLEEPING, "eventfd, by JNI", KernelWay::eventFd),
        new Way(Kind.SPINNING, "handlePending", SetWay::spinning),
        new Way(
            Kind.SPINNING,
            "Disruptor, busy-spin",
            arrivals -> QueueWay.disruptor(arrivals, new BusySpinWaitStrategy())),
        new Way(Kind.SPINNING, "MpscArrayQueue", QueueWay::spinning));
  }

  private static List<Way> signals(
      Kind kind, IntPredicate send, String name, SetWay.Handling handling) {
    return List.of(
        new Way(kind, "raiser, " + name, arrivals -> KernelWay.raiser(arrivals, send, handling)),
        new Way(kind, "sun.misc.Signal", arrivals -> KernelWay.jdk(arrivals, send)));
  }

  /** A thread that does one thing again and again. */
  static final class Consumer {
    private final Thread thread;
    private volatile boolean over;

    Consumer(Runnable round) {
      thread =
          new Thread(
              () -> {
                while (!over) {
                  round.run();
                }
              },
              "handles events");
      thread.setDaemon(true);
      thread.start();
    }

    Thread thread() {
      return thread;
    }

    /** Ends it; the argument wakes it, if it sleeps. */
    void end(Runnable wake) {
      over = true;
      wake.run();
      join(thread);
    }
  }

  static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
