// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import io.github.handlertable.internal.Native;

/** The pending sets of this class loader; apart for the reason that {@link Tables} has. */
final class Sets extends Known<PendingEvents> {
  static final Sets ALL = new Sets();

  @Override
  int capacityAt(long address) {
    return Bits.capacityAt(address);
  }

  @Override
  PendingEvents make(long address, int capacity) {
    return PendingEvents.object(Native.wrapSet(address, capacity), capacity, false);
  }

  @Override
  void finishClose(PendingEvents events) {
    remove(events); // all else that close does may still go on
  }
}
