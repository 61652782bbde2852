// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.child;

import io.github.handlertable.HandlerTable;

/** What main_thread.c runs in a JVM: gives it a function, and says how often that was called. */
public final class FiredByMainThread {
  private static final HandlerTable TABLE = HandlerTable.create(1);
  private static int runs;

  private FiredByMainThread() {}

  /** Called first: the address of the table. */
  static long table() {
    TABLE.register(0, () -> runs++);
    return TABLE.address();
  }

  /** Called when the main thread has fired. */
  static void report() {
    System.out.println(runs + " runs, " + HandlerTable.stats().refusedCalls() + " refused");
  }
}
