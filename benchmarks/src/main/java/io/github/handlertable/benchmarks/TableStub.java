// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import io.github.handlertable.HandlerTable;

/**
 * A Java handler in a table of the product, as a pointer that one can also call without the table.
 */
final class TableStub {
  private TableStub() {}

  static Callback callback(Counter counter) {
    HandlerTable table = HandlerTable.create(1);
    table.register(0, counter);
    return new Callback(NativeSide.word(table.address(), 0), table, table::close);
  }
}
