// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.child;

import io.github.handlertable.HandlerTable;
import io.github.handlertable.support.ProductCopy;

/**
 * From the end of the stack on uses the product for the first time, with more and more of it left.
 */
public final class StartAtStackEnd {
  private static int tries;
  private static HandlerTable table;

  private StartAtStackEnd() {}

  public static void main(String[] arguments) throws Exception {
    ProductCopy.loadAll(StartAtStackEnd.class.getClassLoader()); // else that meets the end first
    Thread thread = new Thread(StartAtStackEnd::startFromTheEnd);
    thread.start();
    thread.join();
    table.register(0, () -> System.out.println("handled after " + tries + " tries"));
    table.handle(0);
  }

  private static void startFromTheEnd() {
    try {
      startFromTheEnd();
    } catch (StackOverflowError e) {
      // Here it is.
    }
    if (table == null) {
      tries++;
      try {
        table = HandlerTable.create(1);
      } catch (StackOverflowError e) {
        // Not enough yet.
      }
    }
  }
}
