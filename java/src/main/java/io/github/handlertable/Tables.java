// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;

/**
 * The tables of this class loader by address, for there is one object for each. One that was made
 * in Java is here until its memory is freed; one that C owns until it is closed, reachable or not.
 */
final class Tables {
  /**
   * It is its own lock. Gate holds it to free a table's memory and take it out of here in one: so
   * an address that is here without an object is about to be freed, and none is freed while another
   * thread looks at it under the lock. The references are weak, and of the JDK's own class, because
   * Gate must not keep this class loader alive.
   */
  static final Map<Long, Reference<Slots>> MADE = new HashMap<>();

  private static final Map<Long, Slots> OWNED_BY_C = new HashMap<>();

  private Tables() {}

  /**
   * The table at this address, or null.
   *
   * @throws IllegalArgumentException if it is being collected
   */
  static Slots at(long address) {
    synchronized (MADE) {
      Reference<Slots> made = MADE.get(address);
      if (made == null) {
        return OWNED_BY_C.get(address);
      }
      Slots table = made.get();
      if (table == null) {
        throw new IllegalArgumentException(
            "the table at 0x"
                + Long.toHexString(address)
                + " is being collected; keep its HandlerTable reachable as long as it is needed");
      }
      return table;
    }
  }

  static void addMade(Slots table) {
    synchronized (MADE) {
      MADE.put(table.address, new WeakReference<>(table));
    }
  }

  /** false: another thread has added one for this address. */
  static boolean addOwnedByC(Slots table) {
    synchronized (MADE) {
      return OWNED_BY_C.putIfAbsent(table.address, table) == null;
    }
  }

  /** How many that C owns are open. */
  static int ownedByC() {
    synchronized (MADE) {
      return OWNED_BY_C.size();
    }
  }

  /** When its close has come to its end. */
  static void remove(Slots table) {
    synchronized (MADE) {
      OWNED_BY_C.remove(table.address, table);
    }
  }
}
