// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import io.github.handlertable.internal.Machine;
import java.lang.ref.Reference;

/**
 * What a stub means from one {@code register} or {@code replace} to its end: a handler in a slot.
 * It keeps both handler and table alive. {@link Changes} has the states of a stub.
 */
class Binding {
  final Handler handler;
  final Slots table;

  /**
   * The index while CONFIRMED; its complement while PENDING, which is until the swap is known to
   * have succeeded. The state has no field of its own, for there are millions of bindings. Plain:
   * only the registrant writes it again, and whoever misses that looks at the slot.
   */
  private int place;

  Binding(Handler handler, Slots table, int index, boolean confirmed) {
    this.handler = handler;
    this.table = table;
    this.place = confirmed ? index : ~index;
  }

  /** What a slot's word is bound to; null if to nothing, or if it is no stub. */
  static Binding of(long word) {
    Binding binding = (Binding) Stubs.entry(word);
    return binding == null || binding.table == null ? null : binding; // of no table: HEALING
  }

  /** What a call of a slot's word runs; null if nothing, or if it is no stub. */
  static Binding live(long word) {
    Binding binding = (Binding) Stubs.entry(word); // HEALING too: it is pending, and never live
    return binding == null || binding.isConfirmed() ? binding : binding.pendingOrNext(word);
  }

  /** The same for a pending binding that the call has read. */
  final Binding pendingOrNext(long word) {
    if (isPendingLive(word)) {
      return this;
    }
    // Since the caller read the entry, the registrant may have confirmed this binding, and another
    // thread's replace have put the next one into the entry.
    Binding next = of(word);
    return next != null && next.isConfirmed() ? next : null;
  }

  /**
   * A pending binding runs only if its slot holds the stub. The order matters: if the stub is still
   * bound to it after the slot was read, it was so when the slot was read. Otherwise the slot might
   * hold the stub for a later binding, while this one's swap had failed.
   */
  private boolean isPendingLive(long word) {
    if (table == null) { // HEALING
      return false;
    }
    Machine.checkStack(); // for what ends the reading: else a close would wait for ever
    if (!table.beginReading()) {
      return false;
    }
    try {
      return table.word(index()) == word && of(word) == this;
    } finally {
      table.endReading();
      Reference.reachabilityFence(table); // for another thread may end this binding meanwhile
    }
  }

  /**
   * Ends a stub's binding, whichever it is by now, and puts the stub back. Returns the binding, or
   * null if there was none.
   */
  static Binding retire(Slots table, int index, int stub) {
    Binding ended = (Binding) Stubs.end(stub);
    if (ended == null || ended.table == null) {
      return null;
    }
    table.putBack(index, stub);
    return ended;
  }

  final int index() {
    int seen = place;
    return seen < 0 ? ~seen : seen;
  }

  final boolean isConfirmed() {
    return place >= 0;
  }

  /** Whether it is confirmed, and of this slot of this object. */
  final boolean isConfirmedAt(Slots table, int index) {
    return place == index && this.table == table;
  }

  /** To be called by who registers, when its swap has succeeded. */
  final void confirm() {
    place = index();
  }

  /** Whether it is of this slot of the table at this address. */
  final boolean isAt(long address, int index) {
    return table.address == address && index() == index;
  }
}
