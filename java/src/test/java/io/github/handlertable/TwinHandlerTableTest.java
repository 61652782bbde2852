// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

/** The contract suite, on the table that it is easiest to believe of. */
class TwinHandlerTableTest implements HandlerTableContract, HandlerTableRaces {
  @Override
  public Table create(int capacity) {
    return new TwinHandlerTable(capacity);
  }
}
