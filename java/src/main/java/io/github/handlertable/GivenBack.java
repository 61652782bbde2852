// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import io.github.handlertable.internal.Layout;
import io.github.handlertable.internal.Machine;
import io.github.handlertable.internal.Native;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;

/**
 * Ends the registrations whose pointers C has given back ({@code given.c}). Part of the protocol of
 * {@link Changes}: each change does this first.
 */
final class GivenBack {
  private static final long NOTES = Native.address(Layout.OF_GIVEN);

  private GivenBack() {}

  /** Links what it takes to end one: with a full heap, all that is taken out would be lost. */
  static void link() {
    endAll();
    Native.giveAgain(0);
    Native.freeGiven(0);
  }

  /** Ends what C has given back since this was done last. */
  static void endAny() {
    if (Machine.read(NOTES) != 0) {
      Machine.checkStack();
      endAll();
    }
  }

  /** The same, for a caller that has made sure of stack. */
  static void endAll() {
    Object generation = Pool.generation();
    endEach(Native.takeGiven());
    Reference.reachabilityFence(generation);
  }

  private static void endEach(long given) {
    while (given != 0) {
      long next = Machine.read(given + Layout.GIVEN_NEXT);
      giveBack(given);
      given = next;
    }
  }

  /**
   * Ends the registration whose pointer C has given back, unless the pointer is in its own slot. If
   * it is not confirmed yet, nobody can tell what C has: then the note waits for the next change.
   *
   * @param given a struct ht_given
   */
  private static void giveBack(long given) {
    long address = Machine.read(given + Layout.GIVEN_TABLE);
    long word = Machine.read(given + Layout.GIVEN_HANDLER);
    Binding binding = Binding.of(word);
    if (binding == null
        || binding.table.address != address
        || !binding.table.beginReading()) { // closed: close ends it
      Native.freeGiven(given);
      return;
    }
    boolean closed;
    try {
      closed = giveBack(given, word, binding);
    } finally {
      binding.table.endReading();
      Reference.reachabilityFence(binding.table);
    }
    if (closed) {
      endEach(Native.takeGiven());
    }
  }

  /** Whether the note waits, and the table is closed: then it is in nobody else's hands. */
  private static boolean giveBack(long given, long word, Binding binding) {
    Slots table = binding.table;
    // The registrant writes the slot, then confirms; this thread reads both in the other order.
    boolean confirmed = binding.isConfirmed();
    VarHandle.acquireFence();
    boolean inSlot = table.word(binding.index()) == word;
    if (confirmed && !inSlot) {
      Binding.retire(table, binding.index(), Stubs.number(word));
    }
    if (confirmed || inSlot || table.closed) {
      Native.freeGiven(given);
      return false;
    }
    Native.giveAgain(given);
    // This thread writes the note, then reads closed; the closing thread writes closed, then
    // takes the notes. Each has a full fence in between: so one of them ends what it is about.
    VarHandle.fullFence(); // pairs with the one in Changes.close
    return table.closed;
  }
}
