// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.support;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Runs a task on several threads at the same time. */
public final class Together {
  private static final int PATIENCE = Scale.times(60); // seconds

  /** What each thread does; they are numbered from 0. */
  @FunctionalInterface
  public interface Task<T> {
    T run(int number) throws Exception;
  }

  private Together() {}

  /** What the threads return, by number, once all have; throws if one threw. */
  public static <T> List<T> run(int threads, Task<T> task) throws Exception {
    Meeting start = new Meeting(threads);
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<T>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int number = i;
        running.add(
            executor.submit(
                () -> {
                  start.await();
                  return task.run(number);
                }));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> one : running) {
        results.add(one.get(PATIENCE, TimeUnit.SECONDS));
      }
      return results;
    } finally {
      executor.shutdownNow();
      assertTrue(executor.awaitTermination(PATIENCE, TimeUnit.SECONDS), "a thread hangs");
    }
  }

  /** Where threads meet again and again; they spin, so that they leave as closely as can be. */
  public static final class Meeting {
    private static final int SPINS = 1000;

    private final int threads;
    private final AtomicLong arrived = new AtomicLong();

    public Meeting(int threads) {
      this.threads = threads;
    }

    /** Waits for the others. */
    public void await() {
      long all = (arrived.getAndIncrement() / threads + 1) * threads;
      long start = System.nanoTime();
      for (int spins = 0; arrived.get() < all; spins++) {
        Thread.onSpinWait();
        if (spins % SPINS == SPINS - 1) {
          Thread.yield(); // there may be fewer processors than threads
          boolean late = System.nanoTime() - start > TimeUnit.SECONDS.toNanos(PATIENCE);
          assertFalse(late || Thread.interrupted(), "the others don't come");
        }
      }
    }
  }
}
