// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import java.lang.ref.Reference;
import java.util.function.IntConsumer;

/**
 * What a stub means from one {@code register} to its {@code unregister}: a handler in a slot. It
 * keeps both handler and table alive.
 *
 * <p>A stub is bound before its compare-and-swap, because from then on it may be called. A call may
 * also come before, from a thread that read the slot when it held an earlier binding of the stub.
 * So until the swap is known to have succeeded, a binding counts only if the slot holds the stub,
 * and the stub this binding.
 */
final class Binding implements IntConsumer {
  final Handler handler;
  private final HandlerTable table;

  /**
   * The index, negated until the compare-and-swap has succeeded: no field of its own, for there are
   * millions of bindings. Plain: whoever misses the write looks at the slot.
   */
  private int index;

  Binding(Handler handler, HandlerTable table, int index) {
    this.handler = handler;
    this.table = table;
    this.index = ~index;
  }

  /** To be called when the compare-and-swap has succeeded. */
  void confirm() {
    index = ~index;
  }

  /** Runs the handler, if a call of the stub at this address does so. */
  boolean run(long stub) {
    boolean live = isLive(stub);
    if (live) {
      handler.handle();
    }
    return live;
  }

  /**
   * The same, for a call of the stub with this number. With the right guess of what {@code handler}
   * is, the processor loads from the handler without waiting for this object: behind the fence of
   * an upcall, such waits add up.
   */
  boolean run(int call, Handler guess) {
    if (guess != handler || index < 0) {
      return run(Stubs.address(call));
    }
    guess.handle();
    return true;
  }

  private boolean isLive(long stub) {
    int seen = index;
    if (seen >= 0) {
      return true;
    }
    try {
      // In this order: still bound after the slot was read, so bound when it was. Else the stub in
      // the slot may mean a later binding, and this one's swap have failed.
      return table.word(~seen) == stub && Stubs.binding(stub) == this;
    } finally {
      Reference.reachabilityFence(table); // this binding may be retired meanwhile
    }
  }

  /** How {@code Gate} enters. */
  @Override
  public void accept(int call) {
    Stubs.upcall(this, call);
  }

  boolean isOf(HandlerTable other) {
    return table == other;
  }

  /** Whether it is of this slot of the table at this address. */
  boolean isAt(long address, int slot) {
    int seen = index;
    return table.address() == address && (seen == slot || seen == ~slot);
  }

  /** Whether it is of a table object that was made when stubs had been recycled more often. */
  boolean isYoungerThan(int recycled) {
    return table.isYoungerThan(recycled);
  }
}
