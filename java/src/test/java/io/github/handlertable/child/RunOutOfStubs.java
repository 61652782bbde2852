// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.child;

import io.github.handlertable.Handler;
import io.github.handlertable.HandlerTable;
import io.github.handlertable.internal.Layout;
import io.github.handlertable.support.TestNative;

/** Registers until there is no stub left, and once more; fires all; and gives the stubs back. */
public final class RunOutOfStubs {
  private static final int STUBS = Layout.CHUNK_STUBS;

  private RunOutOfStubs() {}

  public static void main(String[] args) {
    int[] ran = new int[1];
    int registered = 0;
    HandlerTable table = HandlerTable.create(2 * STUBS);
    try {
      while (table.register(registered, () -> ran[0]++)) {
        registered++;
      }
    } catch (IllegalStateException e) {
      System.out.println(e.getMessage());
    }
    System.out.println(registered + " registered");
    System.out.println("another one: " + registers(table, registered, () -> ran[0]++));
    for (int index = 0; index < table.capacity(); index++) {
      TestNative.handle(table.address(), index);
    }
    System.out.println(ran[0] + " ran");

    table.close();
    table = null;
    HandlerTable next = HandlerTable.create(1);
    while (!registers(next, 0, () -> {})) {
      System.gc(); // until the closed table's stubs come back
    }
    System.out.println("its stubs serve another table");
  }

  private static boolean registers(HandlerTable table, int index, Handler handler) {
    try {
      return table.register(index, handler);
    } catch (IllegalStateException noStub) {
      return false;
    }
  }
}
