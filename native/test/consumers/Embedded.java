// SPDX-License-Identifier: Apache-2.0
import io.github.handlertable.HandlerTable;

/** What embed.c calls. */
public final class Embedded {
  private Embedded() {}

  static void start(long address) {
    HandlerTable table = HandlerTable.wrap(address);
    table.register(3, () -> table.handle(4));
  }

  static void stop(long address) {
    HandlerTable.wrap(address).close();
  }
}
