// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.child;

import io.github.handlertable.EventLoop;
import io.github.handlertable.HandlerTable;
import io.github.handlertable.NativeHandler;
import io.github.handlertable.PendingEvents;
import io.github.handlertable.support.Child;
import io.github.handlertable.support.Hoard;
import io.github.handlertable.support.TestNative;

/** The first pending C functions of a process are to be handled while the Java heap is full. */
public final class HandleFirstWithFullHeap {
  private static volatile boolean inside;
  private static volatile boolean full;
  private static volatile Throwable told;

  private HandleFirstWithFullHeap() {}

  public static void main(String[] arguments) {
    PendingEvents events = PendingEvents.create(128);
    HandlerTable table = HandlerTable.create(128);
    NativeHandler count = TestNative.handler("count");
    table.register(0, count);
    table.register(1, count);
    table.register(2, HandleFirstWithFullHeap::awaitFull);
    EventLoop loop = EventLoop.start(table, events);
    loop.thread()
        .setUncaughtExceptionHandler(
            (thread, throwable) -> {
              Hoard.drop();
              told = throwable;
            });
    events.raise(2);
    while (!inside) {
      Thread.onSpinWait();
    }
    events.raise(0);
    events.raise(1);
    check(TestNative.counted() == 0, "called too early"); // links it, too
    Hoard.fill();
    full = true;
    while (told == null && TestNative.counted() < 2) {
      Thread.onSpinWait();
    }
    Hoard.drop();
    loop.close();
    table.handlePending(events);
    check(told == null, "told of " + told);
    check(TestNative.counted() == 2, TestNative.counted() + " were called");
    System.out.println(Child.ENDING);
  }

  private static void check(boolean good, String otherwise) {
    if (!good) {
      throw new AssertionError(otherwise);
    }
  }

  private static void awaitFull() {
    inside = true;
    while (!full) {
      Thread.onSpinWait();
    }
  }
}
