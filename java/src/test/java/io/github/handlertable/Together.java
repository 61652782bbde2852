// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Runs a task on several threads at the same time. */
final class Together {
  private static final int PATIENCE = 60; // seconds

  /** What each thread does; they are numbered from 0. */
  @FunctionalInterface
  interface Task<T> {
    T run(int number) throws Exception;
  }

  private Together() {}

  /** What the threads return, by number, once all have; throws if one threw. */
  static <T> List<T> run(int threads, Task<T> task) throws Exception {
    CyclicBarrier start = new CyclicBarrier(threads);
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<T>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int number = i;
        running.add(
            executor.submit(
                () -> {
                  await(start);
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

  /** For tasks that go by rounds. */
  static void await(CyclicBarrier barrier) throws Exception {
    barrier.await(PATIENCE, TimeUnit.SECONDS);
  }
}
