// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.child;

import static io.github.handlertable.support.Throwables.throwing;

import io.github.handlertable.Handler;
import io.github.handlertable.HandlerTable;
import io.github.handlertable.support.Child;
import io.github.handlertable.support.NativeThreads;
import io.github.handlertable.support.TestNative;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Native threads come while the Java heap is full, and handlers fill it. Argument: how many
 * threads.
 */
public final class CallWithFullHeap {
  private static final HandlerTable TABLE = HandlerTable.wrap(TestNative.staticTable());
  private static final int FILLS = 5; // each takes half a second
  private static final AtomicInteger RUNS = new AtomicInteger();
  private static final AtomicInteger TOLD = new AtomicInteger();

  /** Arrays that hold each other, and all of the heap. */
  private static volatile Object[] hoard;

  private CallWithFullHeap() {}

  public static void main(String[] arguments) {
    int threads = Integer.parseInt(arguments[0]);
    Thread.setDefaultUncaughtExceptionHandler(CallWithFullHeap::uncaught);
    check(TABLE.register(0, TestNative.handler("fire_1")), "register");

    check(TABLE.register(1, RUNS::incrementAndGet), "register");
    NativeThreads.handling(TABLE, 0).size(threads).run(); // all is linked then
    long refused = refusedWhileTheHeapIsFull(threads);
    NativeThreads.handling(TABLE, 0).size(threads).run();
    check(RUNS.get() + refused == 3 * threads, RUNS + " runs, " + refused + " refused");

    TABLE.unregister(1);
    check(TABLE.register(1, CallWithFullHeap::fillAndThrow), "register");
    for (int round = 0; round < FILLS; round++) {
      boolean thrown = false;
      try {
        TABLE.handle(0);
      } catch (OutOfMemoryError e) {
        thrown = true;
      }
      hoard = null;
      check(thrown, "lost");
    }
    NativeThreads.handling(TABLE, 0).times(FILLS).run();
    hoard = null;
    check(TOLD.get() == FILLS, TOLD + " told");

    TABLE.unregister(1);
    handleAllGoesOn();
    System.out.println(Child.ENDING);
  }

  /** Where there is no room to add the second Throwable to the first one. */
  private static void handleAllGoesOn() {
    RuntimeException first = new RuntimeException();
    Handler[] handlers = {throwing(first), CallWithFullHeap::fillAndThrow, RUNS::incrementAndGet};
    for (int index = 0; index < handlers.length; index++) {
      check(TABLE.register(1 + index, handlers[index]), "register");
    }
    RUNS.set(0);
    Throwable thrown = null;
    try {
      TABLE.handleAll(1, 2, 3);
    } catch (Throwable e) {
      thrown = e;
    }
    hoard = null;
    check(thrown == first, thrown + " came out");
    check(first.getSuppressed().length == 0, "there was room to suppress");
    check(RUNS.get() == 1, "the third did not run");
  }

  private static void uncaught(Thread thread, Throwable throwable) {
    hoard = null; // else the counts that the native threads leave find no room
    if (throwable instanceof OutOfMemoryError && thread.isDaemon()) {
      TOLD.incrementAndGet();
    } else {
      throwable.printStackTrace();
    }
  }

  private static long refusedWhileTheHeapIsFull(int threads) {
    NativeThreads unknown = NativeThreads.handling(TABLE, 0).size(threads).prepare();
    try {
      fillAndThrow();
    } catch (OutOfMemoryError full) {
      try {
        unknown.open().join();
      } catch (OutOfMemoryError e) {
        // The threads have come and gone; there is no room for their counts.
      }
    }
    hoard = null;
    long refused = HandlerTable.stats().refusedCalls();
    check(refused > 0, "the heap was not full");
    return refused;
  }

  private static void fillAndThrow() {
    int size = 1 << 16;
    for (int failures = 0; ; ) {
      try {
        while (true) {
          Object[] array = new Object[size];
          array[0] = hoard;
          hoard = array;
        }
      } catch (OutOfMemoryError e) {
        // Again at the end, for the errors themselves have left garbage.
        if (size > 1) {
          size /= 2;
        } else if (++failures == 10) {
          throw e;
        }
      }
    }
  }

  private static void check(boolean good, String otherwise) {
    if (!good) {
      hoard = null;
      throw new AssertionError(otherwise);
    }
  }
}
