// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.child;

import io.github.handlertable.HandlerTable;
import io.github.handlertable.support.NativeThreads;
import io.github.handlertable.support.TestNative;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads fire a Java handler from a destructor of another library's pthread key, when they end.
 * Arguments: "older" if that key is made before the product is loaded; "detach" if its destructor
 * detaches the thread first; "last" if it fires in the last round of destructors. Fails if a thread
 * stays in the JVM, or a call neither runs nor is refused.
 */
public final class FireAtThreadEnd {
  /** So many that the C library frees some of their stacks, with their pthread_t. */
  private static final int THREADS = 100;

  private static final long PATIENCE = 20_000_000_000L; // nanoseconds

  private static final Set<Thread> SEEN = ConcurrentHashMap.newKeySet();
  private static final AtomicInteger RUNS = new AtomicInteger();

  private FireAtThreadEnd() {}

  public static void main(String[] arguments) throws InterruptedException {
    boolean older = arguments[0].equals("older");
    boolean last = arguments[2].equals("last");
    if (older) {
      TestNative.makeKey(arguments[1].equals("detach"), last);
    }
    HandlerTable table = HandlerTable.wrap(TestNative.staticTable());
    table.register(
        1,
        () -> {
          SEEN.add(Thread.currentThread());
          RUNS.incrementAndGet();
        });
    if (!older) {
      TestNative.makeKey(arguments[1].equals("detach"), last);
    }
    for (String handler : new String[] {"fire_1_at_end", "fire_1_now_and_at_end"}) {
      int calls = handler.equals("fire_1_at_end") ? THREADS : 2 * THREADS;
      table.register(0, TestNative.handler(handler));
      long refused = HandlerTable.stats().refusedCalls();
      NativeThreads.handling(table, 0).size(THREADS).run();
      // It was attached by its first call, and so detached in the first round.
      await("native, " + handler, last && calls > THREADS ? THREADS : 0, refused, calls);
      refused = HandlerTable.stats().refusedCalls();
      Thread[] threads = new Thread[THREADS];
      for (int i = 0; i < THREADS; i++) {
        threads[i] = new Thread(() -> TestNative.handle(table.address(), 0));
        threads[i].start();
      }
      for (Thread thread : threads) {
        thread.join();
      }
      await("Java, " + handler, 0, refused, calls);
      table.unregister(0);
    }
    EndWhileFired.askForAllThreads();
    System.out.println("none has stayed");
  }

  /** A Java thread is no longer one for Java when its destructors are called. */
  private static void await(String which, int expectedRefused, long refusedBefore, int calls) {
    long deadline = System.nanoTime() + PATIENCE;
    while (true) {
      long refused = HandlerTable.stats().refusedCalls() - refusedBefore;
      long alive = SEEN.stream().filter(Thread::isAlive).count();
      if (RUNS.get() + refused == calls && refused == expectedRefused && alive == 0) {
        break;
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            String.format(
                "%s: %d runs, %d refused, %d threads stay", which, RUNS.get(), refused, alive));
      }
      Thread.onSpinWait();
    }
    RUNS.set(0);
    SEEN.clear();
  }
}
