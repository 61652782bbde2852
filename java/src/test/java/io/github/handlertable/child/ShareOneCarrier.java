// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.child;

import io.github.handlertable.HandlerTable;
import io.github.handlertable.support.Child;
import io.github.handlertable.support.TestNative;
import io.github.handlertable.support.VirtualThreads;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Virtual threads of a JVM that has one carrier for them all. C frames pin a virtual thread to it.
 * Argument: how many threads.
 */
public final class ShareOneCarrier {
  private static final HandlerTable TABLE = HandlerTable.wrap(TestNative.staticTable());
  private static final Executor VIRTUAL = VirtualThreads.executor();

  private ShareOneCarrier() {}

  public static void main(String[] arguments) throws InterruptedException {
    int threads = Integer.parseInt(arguments[0]);
    TABLE.register(0, TestNative.handler("fire_1"));
    allAreCalledBack(threads);
    oneWaitsForAnotherInVain();
    allAreCalledBack(1);
    System.out.println(Child.ENDING);
  }

  private static void allAreCalledBack(int threads) throws InterruptedException {
    CountDownLatch runs = new CountDownLatch(threads);
    TABLE.register(1, runs::countDown);
    for (int thread = 0; thread < threads; thread++) {
      VIRTUAL.execute(() -> TABLE.handle(0));
    }
    check(runs.await(50, TimeUnit.SECONDS), runs);
    TABLE.unregister(1);
  }

  /** Handler warns of this: a handler that waits has the only carrier, until its time-out. */
  private static void oneWaitsForAnotherInVain() throws InterruptedException {
    CountDownLatch other = new CountDownLatch(1);
    AtomicBoolean ranMeanwhile = new AtomicBoolean();
    CountDownLatch over = new CountDownLatch(1);
    TABLE.register(
        1,
        () -> {
          VIRTUAL.execute(other::countDown);
          try {
            ranMeanwhile.set(other.await(200, TimeUnit.MILLISECONDS));
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        });
    VIRTUAL.execute(
        () -> {
          TABLE.handle(0);
          over.countDown();
        });
    check(over.await(20, TimeUnit.SECONDS), "the handler does not return");
    check(!ranMeanwhile.get(), "the other had a carrier");
    check(other.await(20, TimeUnit.SECONDS), "the other does not run at all");
    TABLE.unregister(1);
  }

  private static void check(boolean good, Object otherwise) {
    if (!good) {
      throw new AssertionError(otherwise);
    }
  }
}
