// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import io.github.handlertable.internal.Layout;
import io.github.handlertable.internal.Machine;
import io.github.handlertable.internal.MemoryMap;
import io.github.handlertable.internal.Native;
import java.lang.ref.Reference;

/**
 * A pending set as its words: groups of 64 indexes each, and above them one to three levels of
 * summary words, the root at the top. {@code handler_table_pending_words.h} has the layout.
 */
abstract class Bits extends Shared {
  /** A summary word, and a group, are above or of so many things. */
  static final int SHIFT = 6;

  /** The level of the root. */
  final int levels;

  /** What a round of {@code Taking} may use again, or null. */
  Object round;

  Bits(long address, int capacity, boolean made) {
    super(address, capacity, made);
    this.levels = capacity <= 1 << 2 * SHIFT ? 1 : capacity <= 1 << 3 * SHIFT ? 2 : 3;
  }

  /**
   * How many indexes the set at an address has.
   *
   * @throws IllegalArgumentException if there is none that Java can take
   */
  static int capacityAt(long address) {
    if (address % Layout.CACHE_LINE != 0
        || !MemoryMap.isWritable(address, Layout.PENDING_GROUPS)
        || Machine.read(address + Layout.PENDING_HEADER_ABI) != Layout.PENDING_ABI) {
      throw new IllegalArgumentException(
          "no pending set at 0x"
              + Long.toHexString(address)
              + "; pass an ht_pending * from the same version of handler_table_pending.h");
    }
    long capacity = Machine.read(address + Layout.PENDING_CAPACITY);
    if (capacity < 0
        || capacity > LARGEST
        || !MemoryMap.isWritable(address, Native.bytesOfSet((int) capacity))) {
      throw new IllegalArgumentException(
          "the pending set at 0x"
              + Long.toHexString(address)
              + " has capacity "
              + Long.toUnsignedString(capacity)
              + "; Java takes up to "
              + LARGEST
              + ", all in writable memory");
    }
    return (int) capacity;
  }

  /** How many groups there are. */
  final int groups() {
    return wordsFor(capacity);
  }

  /** The pending bits of a group; its masked bits come {@code Layout.GROUP_MASKED} behind. */
  final long group(int group) {
    return address + Layout.PENDING_GROUPS + ((long) group << Layout.GROUP_SHIFT);
  }

  /** The bits of a group that are pending and not masked. */
  final long ready(int group) {
    long pending = group(group);
    return Machine.read(pending) & ~Machine.read(pending + Layout.GROUP_MASKED);
  }

  /** Whether an index's bit is set in a word of its group, which lies so many bytes behind it. */
  final boolean isSet(int index, int behind) {
    checkOpen();
    boolean set =
        !isOutOfBounds(index) && (Machine.read(group(index >> SHIFT) + behind) & 1L << index) != 0;
    Reference.reachabilityFence(this);
    return set;
  }

  /** Whether there is anything below the bit at this place among those of its level. */
  final boolean contains(int level, int place) {
    return place << SHIFT * (level - 1) < groups();
  }

  /** A summary word of level 1, which is above groups, or higher; by its place in its level. */
  final long summary(int level, int place) {
    if (level == levels) {
      return address + Layout.PENDING_ROOT;
    }
    int before = level == 1 ? 0 : wordsFor(groups());
    return group(groups()) + (long) (before + place) * Long.BYTES;
  }

  private static int wordsFor(int bits) {
    return bits + (1 << SHIFT) - 1 >>> SHIFT;
  }
}
