// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

/** What a table and a pending set have in common: native memory, made by Java or owned by C. */
abstract class Shared {
  /** The most slots or indexes that one may have in Java. */
  static final int LARGEST = 1 << 24;

  final long address;
  final int capacity;

  /** The address, for maps; made now, for the heap may be full when this is closed. */
  final Long key;

  /** Whether Java made the native memory, which then goes when this object does. */
  final boolean made;

  volatile boolean closed;

  Shared(long address, int capacity, boolean made) {
    this.address = address;
    this.capacity = capacity;
    this.key = address;
    this.made = made;
  }

  /** Also ends a close that another thread has begun, as far as {@link Known} asks for it. */
  public abstract void close();

  static void checkCapacity(int capacity) {
    if (capacity < 0 || capacity > LARGEST) {
      throw new IllegalArgumentException(
          "capacity " + capacity + " is not between 0 and " + LARGEST);
    }
  }

  final void checkOpen() {
    if (closed) {
      throw new IllegalStateException(this + " is closed; make a new one");
    }
  }

  final boolean isOutOfBounds(int index) {
    return index < 0 || index >= capacity;
  }

  /** Of 64 indexes that begin with this multiple of 64, a bit for each that is within bounds. */
  final long bitsFrom(int first) {
    int rest = capacity - first;
    return rest >= Long.SIZE ? -1 : rest <= 0 ? 0 : (1L << rest) - 1;
  }
}
