// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.child;

import io.github.handlertable.HandlerTable;
import io.github.handlertable.PendingEvents;
import io.github.handlertable.support.Child;
import io.github.handlertable.support.Hoard;
import io.github.handlertable.support.TestNative;

/**
 * Pending C functions, two that follow each other and one alone, while the Java heap is full: each
 * is called, or its index stays pending; but for one that may be told with what was thrown.
 *
 * <p>After some 128 calls the JVM makes a faster way for a method handle, which takes heap: so what
 * a round does then may fail, and which step that is depends on the calls before, the argument.
 */
public final class HandleWithFullHeap {
  private static final int ROUNDS = 60;
  private static final int[] INDEXES = {0, 1, 3};

  private HandleWithFullHeap() {}

  public static void main(String[] arguments) {
    PendingEvents events = PendingEvents.create(4);
    HandlerTable table = HandlerTable.create(4);
    for (int index : INDEXES) {
      table.register(index, TestNative.handler("count"));
    }
    table.register(2, () -> {});
    for (int calls = Integer.parseInt(arguments[0]); calls > 0; calls--) {
      events.isPending(0);
    }
    long before = TestNative.counted();
    long raised = 0;
    long threw = 0;
    for (int round = 0; round < ROUNDS; round++) {
      for (int index : INDEXES) {
        raised += TestNative.isPending(events.address(), index) ? 0 : 1;
        TestNative.raise(events.address(), index);
      }
      TestNative.raise(events.address(), 2);
      try {
        table.handlePending(events);
      } catch (OutOfMemoryError full) {
        threw++;
      }
      if (round == 1) {
        Hoard.fill();
      }
    }
    Hoard.drop();
    table.handlePending(events);
    long lost = raised - (TestNative.counted() - before);
    System.out.println(raised + " raised, " + lost + " lost, " + threw + " rounds threw");
    if (lost > 1) {
      throw new AssertionError("more than one is lost");
    }
    System.out.println(Child.ENDING);
  }
}
