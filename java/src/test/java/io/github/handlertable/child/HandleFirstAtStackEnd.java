// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.child;

import io.github.handlertable.HandlerTable;
import io.github.handlertable.support.TestNative;

/** From the end of the stack on handles for the first time, with more and more of it left. */
public final class HandleFirstAtStackEnd {
  private HandleFirstAtStackEnd() {}

  public static void main(String[] args) throws Exception {
    HandlerTable table = HandlerTable.create(2);
    table.register(1, TestNative.handler("count"));
    Thread thread = new Thread(() -> handleFromTheEnd(table));
    thread.start();
    thread.join();
    if (!table.handle(0) && table.handle(1)) {
      System.out.println("all handled");
    }
  }

  private static void handleFromTheEnd(HandlerTable table) {
    try {
      handleFromTheEnd(table);
    } catch (StackOverflowError e) {
      // Here it is.
    }
    try {
      table.handle(0);
      table.handle(1);
    } catch (StackOverflowError e) {
      // Not enough yet.
    }
  }
}
