// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.child;

import io.github.handlertable.EventLoop;
import io.github.handlertable.Handler;
import io.github.handlertable.HandlerTable;
import io.github.handlertable.NativeHandler;
import io.github.handlertable.PendingEvents;
import io.github.handlertable.support.Child;
import io.github.handlertable.support.Hoard;
import io.github.handlertable.support.TestNative;

/**
 * What a process does for the first time while the Java heap is full. Argument: close, giveBack or
 * handleAll.
 */
public final class ActFirstWithFullHeap {
  private static final int SLOTS = 200; // a JVM takes heap in the 128th call of some things, too
  private static int runs;
  private static final Handler COUNT = () -> runs++;

  private ActFirstWithFullHeap() {}

  public static void main(String[] arguments) throws InterruptedException {
    switch (arguments[0]) {
      case "close":
        close();
        break;
      case "giveBack":
        giveBack();
        break;
      case "handleAll":
        handleAll();
        break;
      default:
        throw new AssertionError(arguments[0]);
    }
    System.out.println(Child.ENDING);
  }

  private static void close() throws InterruptedException {
    HandlerTable table = HandlerTable.create(SLOTS);
    table.register(1, COUNT);
    TestNative.word(table.address(), 1);
    EventLoop loop = EventLoop.start(table, PendingEvents.create(SLOTS));
    Throwable thrown = withFullHeap(table::close);
    check(thrown == null, "close threw " + thrown);
    check(TestNative.word(table.address(), 1) == 0, "a handler is left");
    loop.thread().join(); // for ever, if it was not woken
  }

  private static void giveBack() {
    long address = TestNative.createTable(SLOTS);
    HandlerTable table = HandlerTable.wrap(address);
    long[] words = new long[SLOTS];
    for (int index = 0; index < SLOTS; index++) {
      table.register(index, COUNT);
      words[index] = TestNative.unregister(address, index);
    }
    for (long word : words) {
      TestNative.giveBack(address, word);
    }
    withFullHeap(() -> table.register(0, COUNT));
    table.unregister(0);
    for (long word : words) {
      TestNative.call(word);
    }
    check(runs == 0, runs + " handlers that C has given back ran");
    table.close();
  }

  private static void handleAll() {
    HandlerTable table = HandlerTable.create(SLOTS);
    NativeHandler count = TestNative.handler("count");
    table.register(0, count);
    table.register(1, count);
    check(TestNative.counted() == 0, "called too early"); // links it, too
    int[] indexes = {0, 1};
    Throwable thrown = withFullHeap(() -> table.handleAll(indexes));
    check(thrown == null, "handleAll threw " + thrown);
    check(TestNative.counted() == 2, TestNative.counted() + " were called");
  }

  private static Throwable withFullHeap(Runnable action) {
    Throwable thrown = null;
    Hoard.fill();
    try {
      action.run();
    } catch (OutOfMemoryError full) {
      thrown = full;
    }
    Hoard.drop();
    return thrown;
  }

  private static void check(boolean good, String otherwise) {
    if (!good) {
      throw new AssertionError(otherwise);
    }
  }
}
