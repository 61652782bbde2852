// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.child;

import io.github.handlertable.HandlerTable;
import io.github.handlertable.PoolAccess;
import io.github.handlertable.support.TestNative;

/** Drops tables that never had a stub, and one that had. Prints how many lists came back. */
public final class ReturnStubs {
  private static final int TABLES = 3;
  private static final int LARGE = 1 << 17; // so that malloc writes nothing into the header

  private ReturnStubs() {}

  public static void main(String[] arguments) {
    HandlerTable table = HandlerTable.create(1);
    table.register(0, () -> {}); // before the other comes back: this takes back what has come
    for (long address : dropWithoutStub()) {
      while (!isGone(address)) {
        System.gc();
      }
    }
    table.close();
    table = null;
    while (PoolAccess.returnedLists() == 0) {
      System.gc();
    }
    System.out.println(PoolAccess.returnedLists() + " list came back");
  }

  /** Some at once: when the last is gone, the others' lists would have come back for sure. */
  private static long[] dropWithoutStub() {
    HandlerTable[] tables = new HandlerTable[TABLES];
    long[] addresses = new long[TABLES];
    for (int i = 0; i < TABLES; i++) {
      tables[i] = HandlerTable.create(LARGE);
      tables[i].register(0, TestNative.handler("count"));
      addresses[i] = tables[i].address();
    }
    for (HandlerTable table : tables) {
      table.close();
    }
    return addresses;
  }

  private static boolean isGone(long address) {
    try {
      HandlerTable.wrap(address);
      throw new AssertionError("a closed table was wrapped");
    } catch (IllegalStateException closed) {
      return false;
    } catch (IllegalArgumentException e) {
      return e.getMessage().startsWith("no table");
    }
  }
}
