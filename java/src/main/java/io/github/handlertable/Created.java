// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A table that was made in Java, by its address: a wrap of one must keep it reachable, because its
 * native memory goes with it.
 */
final class Created extends WeakReference<HandlerTable> {
  private static final Map<Long, Created> TABLES = new ConcurrentHashMap<>();
  private static final ReferenceQueue<HandlerTable> GARBAGE = new ReferenceQueue<>();

  private final long address;

  private Created(HandlerTable table) {
    super(table, GARBAGE);
    this.address = table.address();
  }

  static void add(HandlerTable table) {
    for (Created gone = (Created) GARBAGE.poll(); gone != null; gone = (Created) GARBAGE.poll()) {
      TABLES.remove(gone.address, gone); // not a new one at the same address
    }
    TABLES.put(table.address(), new Created(table));
  }

  /** The table that was made at this address; null if C made it, or it is garbage. */
  static HandlerTable at(long address) {
    Created created = TABLES.get(address);
    return created == null ? null : created.get();
  }
}
