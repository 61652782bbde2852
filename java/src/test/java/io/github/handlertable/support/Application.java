// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.support;

import io.github.handlertable.HandlerTable;
import io.github.handlertable.internal.Layout;
import io.github.handlertable.internal.Machine;

/** What comes and goes in an application server, with a copy of the product of its own. */
public final class Application {
  private static final HandlerTable TABLE = HandlerTable.create(4);

  private Application() {}

  /** Returns the word of its slot. */
  public static long start(Runnable code) {
    TABLE.register(3, code::run);
    TABLE.handle(3);
    return Machine.read(TABLE.address() + Layout.CACHE_LINE + 3 * Long.BYTES);
  }

  public static void stop() {
    TABLE.close();
  }
}
