// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import io.github.handlertable.internal.CString;
import io.github.handlertable.internal.Machine;
import io.github.handlertable.internal.Native;
import java.lang.ref.Reference;
import java.util.HashMap;
import java.util.Map;

/** A pending set with its raisers: one for each index that was asked for. */
abstract class Raisers extends Waits {
  /** By their index; also the lock for them, and for closing. */
  private final Map<Integer, NativeHandler> raisers = new HashMap<>();

  Raisers(long set, int capacity, boolean made) {
    super(set, capacity, made);
  }

  /** {@link PendingEvents#raiser}. */
  final NativeHandler raiserOf(int index) {
    synchronized (raisers) {
      checkOpen();
      if (isOutOfBounds(index)) {
        throw new IllegalArgumentException("index " + index + " is out of bounds of " + this);
      }
      NativeHandler raiser = raisers.get(index);
      if (raiser == null) {
        Machine.checkStack();
        long[] made = new long[1];
        String whyNot = CString.from(Native.makeRaiser(set, index, made));
        if (whyNot != null) {
          throw new IllegalStateException("no more raisers can be made (" + whyNot + ")");
        }
        raiser = NativeHandler.ofWord(made[0]);
        raisers.put(index, raiser);
      }
      Reference.reachabilityFence(this); // whoever collects this frees the struct ht_set
      return raiser;
    }
  }

  /**
   * Sets {@code closed}, has all raisers do nothing from now on, and ends waits. Returns when none
   * is left in a set of C's, which may free it then. Whoever comes second waits, too.
   */
  final void end() {
    synchronized (raisers) {
      if (!closed) {
        closed = true;
        Native.endRaisers(set);
        endWaits();
      }
    }
  }
}
