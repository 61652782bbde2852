// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.child;

import io.github.handlertable.support.Child;
import io.github.handlertable.support.ForeignTable;
import io.github.handlertable.support.NativeThreads;
import io.github.handlertable.support.TestNative;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * A program that ends with twelve copies of the product in it. Native threads that are in handlers
 * of all copies end in a shutdown hook, and then it looks at all threads.
 */
public final class EndManyCopies {
  private static final int COPIES = 12;
  private static final int THREADS_EACH = 8;

  private EndManyCopies() {}

  public static void main(String[] arguments) throws Exception {
    List<ForeignTable> tables = new ArrayList<>();
    List<NativeThreads> threads = new ArrayList<>();
    CountDownLatch inside = new CountDownLatch(COPIES * THREADS_EACH);
    CountDownLatch out = new CountDownLatch(1);
    Runnable wait =
        () -> {
          inside.countDown();
          try {
            out.await();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        };
    for (int copy = 0; copy < COPIES; copy++) {
      ForeignTable table = new ForeignTable(2);
      long word = table.registered(wait);
      threads.add(NativeThreads.calling(word).size(THREADS_EACH).start());
      table.register(1, () -> {});
      tables.add(table);
    }
    inside.await();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  tables.forEach(EndManyCopies::awaitRefusal);
                  awaitEndOfOurHooks();
                  out.countDown();
                  threads.forEach(NativeThreads::join);
                  EndWhileFired.askForAllThreads();
                  System.out.println(Child.ENDING);
                }));
    System.exit(9);
  }

  /** Then the copy's hook has begun. */
  private static void awaitRefusal(ForeignTable table) {
    try {
      while (table.refusedCalls() == 0) {
        TestNative.handle(table.address(), 1);
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void awaitEndOfOurHooks() {
    while (Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("handler-table shutdown"))) {
      Thread.onSpinWait();
    }
  }
}
