// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.child;

import io.github.handlertable.HandlerTable;
import io.github.handlertable.support.Child;
import io.github.handlertable.support.NativeThreads;
import java.util.concurrent.atomic.AtomicInteger;

/** Handlers on native threads go on throwing while there is no heap to carry what they throw. */
public final class ThrowWithFullHeap {
  private static final int ROUNDS = 2;
  private static final int FIRES = 5; // while the heap is full; each has it collected
  private static final RuntimeException THROWN = new RuntimeException();
  private static final AtomicInteger FIRED = new AtomicInteger();
  private static final AtomicInteger OTHERS = new AtomicInteger();

  /** Arrays that hold each other, and all of the heap. */
  private static Object[] hoard;

  private ThrowWithFullHeap() {}

  public static void main(String[] arguments) {
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, throwable) -> {
          if (throwable != THROWN) {
            OTHERS.incrementAndGet();
          }
        });
    try (HandlerTable table = HandlerTable.create(1)) {
      table.register(
          0,
          () -> {
            FIRED.incrementAndGet();
            throw THROWN;
          });
      NativeThreads threads = NativeThreads.handling(table, 0).size(2).untilStopped().start();
      awaitFires(1); // with a full heap no thread can be attached
      for (int round = 0; round < ROUNDS; round++) {
        fill();
        awaitFires(FIRES);
        hoard = null;
      }
      threads.stop();
    }
    System.out.println(OTHERS + " others");
    System.out.println(Child.ENDING);
  }

  private static void awaitFires(int more) {
    for (int before = FIRED.get(); FIRED.get() < before + more; ) {
      Thread.onSpinWait();
    }
  }

  private static void fill() {
    for (int size = 1 << 16; size > 0; ) {
      try {
        Object[] array = new Object[size];
        array[0] = hoard;
        hoard = array;
      } catch (OutOfMemoryError e) {
        size /= 2;
      }
    }
  }
}
