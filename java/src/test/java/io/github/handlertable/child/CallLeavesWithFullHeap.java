// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.child;

import io.github.handlertable.HandlerTable;
import io.github.handlertable.NativeHandler;
import io.github.handlertable.support.Child;
import io.github.handlertable.support.Hoard;
import io.github.handlertable.support.TestNative;

/** Leaves, alone and in a run, while the Java heap is full; they were called so often before. */
public final class CallLeavesWithFullHeap {
  private CallLeavesWithFullHeap() {}

  public static void main(String[] arguments) {
    NativeHandler leaf = TestNative.handler("leaf_count").leaf();
    int[] indexes = {0, 1, 2};
    HandlerTable table = HandlerTable.create(indexes.length);
    for (int index : indexes) {
      table.register(index, leaf);
    }
    for (int round = Integer.parseInt(arguments[0]); round > 0; round--) {
      table.handle(0);
      table.handleAll(indexes);
    }
    long before = TestNative.countedByLeaf();
    Hoard.fill();
    Throwable thrown = null;
    try {
      table.handle(0);
      table.handleAll(indexes);
    } catch (OutOfMemoryError full) {
      thrown = full;
    }
    Hoard.drop();
    long called = TestNative.countedByLeaf() - before;
    if (called != 1 + indexes.length || thrown != null) {
      throw new AssertionError(called + " were called, and it threw " + thrown);
    }
    System.out.println(Child.ENDING);
  }
}
