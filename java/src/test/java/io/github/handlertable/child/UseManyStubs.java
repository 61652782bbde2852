// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.child;

import io.github.handlertable.HandlerTable;
import io.github.handlertable.NativeLibrary;
import io.github.handlertable.internal.NativeLoader;
import io.github.handlertable.support.TestNative;

/** Uses more Java handlers than one chunk has stubs, and a C function. */
public final class UseManyStubs {
  private static final int HANDLERS = 10_000;

  private static int ran;

  private UseManyStubs() {}

  public static void main(String[] arguments) {
    HandlerTable table = HandlerTable.create(HANDLERS + 1);
    for (int index = 0; index < HANDLERS; index++) {
      table.register(index, () -> ran++);
      TestNative.handle(table.address(), index);
    }
    table.register(HANDLERS, NativeLibrary.open("libc.so.6").handler("tzset"));
    boolean handled = table.handle(HANDLERS);
    System.out.println("loaded " + NativeLoader.source());
    System.out.println("not run: " + (HANDLERS - ran) + ", the C function: " + handled);
  }
}
