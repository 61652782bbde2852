// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.WaitStrategy;
import com.lmax.disruptor.dsl.Disruptor;
import com.lmax.disruptor.dsl.ProducerType;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.MpscArrayQueue;

/** Ways by queues of numbers, with room for all of them. */
final class QueueWay {
  /** Queues take objects; here, none is made for an event. */
  private static final Integer[] NUMBERS = new Integer[Way.MOST];

  private static final Integer END = -1;

  static {
    Arrays.setAll(NUMBERS, number -> number);
  }

  private QueueWay() {}

  static Way.Open blocking(Arrivals arrivals, BlockingQueue<Integer> queue) {
    Way.Consumer consumer = new Way.Consumer(() -> take(arrivals, queue));
    return new Way.Open(
        number -> queue.add(NUMBERS[number]), () -> consumer.end(() -> queue.add(END)));
  }

  private static void take(Arrivals arrivals, BlockingQueue<Integer> queue) {
    try {
      Integer number = queue.take();
      if (!number.equals(END)) {
        arrivals.handled(number);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static Way.Open spinning(Arrivals arrivals) {
    MpscArrayQueue<Integer> queue = new MpscArrayQueue<>(Way.MOST);
    Way.Consumer consumer =
        new Way.Consumer(
            () -> {
              if (!poll(arrivals, queue)) {
                Thread.onSpinWait();
              }
            });
    return new Way.Open(number -> queue.offer(NUMBERS[number]), () -> consumer.end(() -> {}));
  }

  private static boolean poll(Arrivals arrivals, MpscArrayQueue<Integer> queue) {
    Integer number = queue.poll();
    if (number == null) {
      return false;
    }
    arrivals.handled(number);
    return true;
  }

  static Way.Open parking(Arrivals arrivals) {
    MpscArrayQueue<Integer> queue = new MpscArrayQueue<>(Way.MOST);
    AtomicReference<Thread> sleeper = new AtomicReference<>();
    Way.Consumer consumer =
        new Way.Consumer(
            () -> {
              if (!poll(arrivals, queue)) {
                sleeper.set(Thread.currentThread());
                if (queue.isEmpty()) { // a look at what offer changes first, by compare-and-swap
                  LockSupport.park(queue);
                }
                sleeper.set(null);
              }
            });
    return new Way.Open(
        number -> {
          queue.offer(NUMBERS[number]);
          LockSupport.unpark(sleeper.get()); // null: nobody sleeps
        },
        () -> consumer.end(() -> LockSupport.unpark(consumer.thread())));
  }

  static Way.Open disruptor(Arrivals arrivals, WaitStrategy wait) {
    AtomicReference<Thread> thread = new AtomicReference<>();
    Disruptor<int[]> disruptor =
        new Disruptor<>(
            () -> new int[1],
            Way.MOST,
            loop -> {
              thread.set(new Thread(loop, "handles events"));
              thread.get().setDaemon(true);
              return thread.get();
            },
            ProducerType.MULTI,
            wait);
    disruptor.handleEventsWith((event, sequence, last) -> arrivals.handled(event[0]));
    RingBuffer<int[]> ring = disruptor.start();
    return new Way.Open(
        number -> {
          long sequence = ring.next();
          ring.get(sequence)[0] = number;
          ring.publish(sequence);
        },
        () -> {
          disruptor.shutdown();
          Way.join(thread.get());
        });
  }
}
