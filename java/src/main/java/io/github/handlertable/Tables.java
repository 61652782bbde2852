// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

/**
 * The tables of this class loader. Not in HandlerTable, which every way into the product
 * initialises before it can start.
 */
final class Tables extends Known<HandlerTable> {
  static final Tables ALL = new Tables();

  @Override
  int capacityAt(long address) {
    return Slots.capacityAt(address);
  }

  @Override
  HandlerTable make(long address, int capacity) {
    return new HandlerTable(address, capacity, false);
  }

  @Override
  void finishClose(HandlerTable table) {
    table.close();
  }
}
