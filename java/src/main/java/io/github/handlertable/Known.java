// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import io.github.handlertable.internal.Machine;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;

/**
 * The tables, or the pending sets, of this class loader by address, for there is one object for
 * each. One that was made in Java is here until its object is collected; one that C owns until it
 * is closed, reachable or not.
 */
abstract class Known<T extends Shared> {
  /**
   * It is its own lock. Gate holds it to free a table's memory and take it out of here in one: so
   * an address that is here without an object is about to be freed, and none is freed while another
   * thread looks at it under the lock. The references are weak, and of the JDK's own class, because
   * Gate must not keep this class loader alive.
   */
  final Map<Long, Reference<T>> made = new HashMap<>();

  private final Map<Long, T> ownedByC = new HashMap<>();

  /** How many slots, or indexes, are at an address; throws if Java can't take it. */
  abstract int capacityAt(long address);

  /** An object for what C owns at an address. */
  abstract T make(long address, int capacity);

  /** The object for what is at an address: the one that is open, or else a new one. */
  final T wrap(long address) {
    while (true) {
      T known = at(address);
      if (known != null && known.made) {
        known.checkOpen();
        return known;
      }
      if (known != null && known.closed) {
        known.close(); // finishes what another thread has begun
        continue;
      }
      int capacity = capacityAt(address);
      if (known != null) {
        if (known.capacity != capacity) {
          throw new IllegalStateException(
              known
                  + " was not closed before C freed what was there, or Java elsewhere closed it; its"
                  + " capacity is "
                  + capacity
                  + " now; close the old object, then wrap again");
        }
        return known;
      }
      Machine.checkStack();
      T object = make(address, capacity);
      if (addOwnedByC(object)) {
        return object;
      }
    }
  }

  /**
   * The object of what is at this address, or null.
   *
   * @throws IllegalArgumentException if it is being collected
   */
  private T at(long address) {
    synchronized (made) {
      Reference<T> reference = made.get(address);
      if (reference == null) {
        return ownedByC.get(address);
      }
      T object = reference.get();
      if (object == null) {
        throw new IllegalArgumentException(
            "what Java made at 0x"
                + Long.toHexString(address)
                + " is being collected; keep its object reachable as long as it is needed");
      }
      return object;
    }
  }

  final void addMade(T object) {
    synchronized (made) {
      made.put(object.key, new WeakReference<>(object));
    }
  }

  /** false: another thread has added one for this address. */
  private boolean addOwnedByC(T object) {
    synchronized (made) {
      return ownedByC.putIfAbsent(object.key, object) == null;
    }
  }

  /** How many that C owns are open. */
  final int ownedByC() {
    synchronized (made) {
      return ownedByC.size();
    }
  }

  /** When the close of one that C owns has come to its end. */
  final void remove(T object) {
    synchronized (made) {
      ownedByC.remove(object.key, object);
    }
  }
}
