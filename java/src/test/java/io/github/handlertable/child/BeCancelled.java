// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.child;

import io.github.handlertable.HandlerTable;
import io.github.handlertable.support.Child;
import io.github.handlertable.support.TestNative;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/**
 * C threads are cancelled: "anywhere", which is inside a Java handler, or "between" two events, as
 * they hold it off while they are in {@code ht_handle}. Then the collector looks at their frames.
 */
public final class BeCancelled {
  /** A crash writes no file. */
  public static final List<String> OPTIONS =
      Child.options("-XX:+ErrorFileToStdout", "-XX:-CreateCoredumpOnCrash");

  private static final int THREADS = 10;

  private BeCancelled() {}

  public static void main(String[] arguments) throws InterruptedException {
    boolean holdOff = arguments[0].equals("between");
    HandlerTable table = HandlerTable.wrap(TestNative.staticTable());
    for (int thread = 0; thread < THREADS; thread++) {
      CountDownLatch inside = new CountDownLatch(1);
      table.replace(
          0,
          () -> {
            inside.countDown();
            LockSupport.parkNanos(holdOff ? 1_000 : 60_000_000_000L);
          });
      TestNative.startCancelled(holdOff);
      inside.await();
      if (!TestNative.cancel()) {
        throw new AssertionError("not cancelled");
      }
    }
    System.out.println("cancelled");
    for (int collection = 0; collection < 20; collection++) {
      System.gc();
    }
    EndWhileFired.askForAllThreads();
    System.out.println("goes on");
  }
}
