// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.child;

import io.github.handlertable.HandlerTable;
import io.github.handlertable.support.Child;
import io.github.handlertable.support.Hoard;
import io.github.handlertable.support.NativeThreads;
import io.github.handlertable.support.TestNative;
import java.util.concurrent.atomic.AtomicInteger;

/** Handlers on native threads go on throwing while there is no heap to carry what they throw. */
public final class ThrowWithFullHeap {
  private static final int ROUNDS = 2;
  private static final int FIRES = 5; // while the heap is full; each has it collected
  private static final RuntimeException THROWN = new RuntimeException();
  private static final AtomicInteger FIRED = new AtomicInteger();
  private static final AtomicInteger OTHERS = new AtomicInteger();

  private ThrowWithFullHeap() {}

  public static void main(String[] arguments) {
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, throwable) -> {
          if (throwable != THROWN) {
            OTHERS.incrementAndGet();
          }
        });
    try (HandlerTable table = HandlerTable.wrap(TestNative.staticTable())) {
      table.register(0, TestNative.handler("fire_1"));
      table.register(
          1,
          () -> {
            FIRED.incrementAndGet();
            throw THROWN;
          });
      Hoard.fill();
      fireForTheFirstTime(table);
      Hoard.drop();
      NativeThreads threads = NativeThreads.handling(table, 1).size(2).untilStopped().start();
      awaitFires(1); // with a full heap no thread can be attached
      for (int round = 0; round < ROUNDS; round++) {
        Hoard.fill();
        awaitFires(FIRES);
        Hoard.drop();
      }
      threads.stop();
    }
    System.out.println(OTHERS + " others");
    System.out.println(Child.ENDING);
  }

  /** From C: the JVM, too, does much for the first time then. */
  private static void fireForTheFirstTime(HandlerTable table) {
    try {
      table.handle(0);
    } catch (OutOfMemoryError e) {
      // There may be none for the handler, and what it throws.
    } catch (RuntimeException e) {
      if (e != THROWN) {
        throw e;
      }
    }
  }

  private static void awaitFires(int more) {
    for (int before = FIRED.get(); FIRED.get() < before + more; ) {
      Thread.onSpinWait();
    }
  }
}
