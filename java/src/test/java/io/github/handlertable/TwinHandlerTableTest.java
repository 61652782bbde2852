// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import io.github.handlertable.support.Table;
import io.github.handlertable.support.TwinHandlerTable;

/** The contract suite, on the table that it is easiest to believe of. */
class TwinHandlerTableTest implements HandlerTableContract, HandlerContract, HandlerTableRaces {
  @Override
  public Table create(int capacity) {
    return new TwinHandlerTable(capacity);
  }
}
