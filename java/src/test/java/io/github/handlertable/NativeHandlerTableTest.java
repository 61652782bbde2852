// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import io.github.handlertable.support.Table;
import java.util.Optional;

/** The contract suite, on the product. */
class NativeHandlerTableTest implements HandlerTableContract, HandlerContract, HandlerTableRaces {
  @Override
  public Table create(int capacity) {
    return new NativeTable(HandlerTable.create(capacity));
  }

  private record NativeTable(HandlerTable table) implements Table {
    @Override
    public boolean register(int index, Handler handler) {
      return table.register(index, handler);
    }

    @Override
    public Optional<Handler> replace(int index, Handler handler) {
      return table.replace(index, handler);
    }

    @Override
    public Optional<Handler> handler(int index) {
      return table.handler(index);
    }

    @Override
    public Optional<Handler> unregister(int index) {
      return table.unregister(index);
    }

    @Override
    public boolean handle(int index) {
      return table.handle(index);
    }

    @Override
    public int handleAll(int... indexes) {
      return table.handleAll(indexes);
    }

    @Override
    public int capacity() {
      return table.capacity();
    }

    @Override
    public boolean isClosed() {
      return table.isClosed();
    }

    @Override
    public void close() {
      table.close();
    }
  }
}
