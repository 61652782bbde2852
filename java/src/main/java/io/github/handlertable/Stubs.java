// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import io.github.handlertable.internal.Layout;
import io.github.handlertable.internal.Machine;
import io.github.handlertable.internal.Native;
import io.github.handlertable.internal.Upcalls;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The upcall stubs of {@code native/jni/stubs.h}: their addresses and numbers, and what is kept for
 * each. A stub's number tells its chunk, in the upper bits, and its place there.
 */
final class Stubs {
  static final int CHUNK_NUMBERS = 1 << Layout.CHUNK_SHIFT;

  /** Bits that are 0 in each stub's offset, and not between two stubs or in a chunk's data half. */
  private static final int NO_STUB = (1 << Layout.STUB_SHIFT) - 1 | 1 << Layout.STRIDE_SHIFT - 1;

  /** Bits that are 0 in the offset of each stub of chunk 0, and in no other word's. */
  private static final long NOT_IN_FIRST_CHUNK = ~((long) (CHUNK_NUMBERS - 1) << Layout.STUB_SHIFT);

  private static final long STUBS = Native.address(Layout.OF_STUBS);
  private static final long FIRST = Machine.read(STUBS + Layout.STUBS_FIRST);

  /** How many chunks there may be. */
  static final int CHUNKS = Machine.readInt(STUBS + Layout.STUBS_CHUNKS);

  /** How many were mapped before, by class loaders that have gone. */
  static final int MAPPED = Machine.readInt(STUBS + Layout.STUBS_MAPPED);

  private static final long SPAN = (long) CHUNKS << Layout.STRIDE_SHIFT;

  /** By chunk and place, what a stub is bound to: its entry. Native code reads it by Gate. */
  private static final Object[][] ENTRIES = Upcalls.bindings();

  /** Most programs have no other: so they save a load in each call. */
  private static final Object[] FIRST_CHUNK = ENTRIES[0];

  private static final VarHandle ENTRY = MethodHandles.arrayElementVarHandle(Object[].class);

  /** In the stack of a slot's retired stubs, the one below; plus 1, so that 0 is none. */
  private static final int[][] BELOW = new int[CHUNKS][];

  /** In the list of a table's stubs, or of the free ones, the next; plus 1, so that 0 is none. */
  private static final int[][] NEXT = new int[CHUNKS][];

  static {
    BELOW[0] = new int[CHUNK_NUMBERS];
    NEXT[0] = new int[CHUNK_NUMBERS];
  }

  private Stubs() {}

  /** Makes room for what is kept for a chunk's stubs. Under the pool's lock. */
  static void add(int chunk) {
    if (chunk != 0) {
      Object[] entries = new Object[CHUNK_NUMBERS];
      int[] below = new int[CHUNK_NUMBERS];
      int[] next = new int[CHUNK_NUMBERS];
      ENTRIES[chunk] = entries;
      BELOW[chunk] = below;
      NEXT[chunk] = next;
    }
  }

  /** How often a stub was called for nothing: {@code Layout.OF_STALE} or {@code OF_REFUSED}. */
  static long count(int what) {
    return Machine.read(Native.address(what));
  }

  static long address(int stub) {
    return FIRST + ((long) chunk(stub) << Layout.STRIDE_SHIFT) + (place(stub) << Layout.STUB_SHIFT);
  }

  /** Whether a slot's word lies where stubs do; then it is a stub of this class loader, or dead. */
  static boolean contains(long word) {
    return isInFirstChunk(word - FIRST) || Long.compareUnsigned(word - FIRST, SPAN) < 0;
  }

  /** Most stubs are: so it is asked first. */
  private static boolean isInFirstChunk(long offset) {
    return (offset & NOT_IN_FIRST_CHUNK) == 0;
  }

  /** Whether a slot's word is the address of a C function. */
  static boolean isNative(long word) {
    return !contains(word) && word != 0;
  }

  /** Whether a word is the address of a stub, and so has an entry. */
  static boolean isStub(long word) {
    return contains(word) && (word - FIRST & NO_STUB) == 0 && ENTRIES[chunk(number(word))] != null;
  }

  /** The number of the stub at an address. */
  static int number(long address) {
    long offset = address - FIRST;
    return (int) (offset >>> Layout.STRIDE_SHIFT) << Layout.CHUNK_SHIFT
        | place((int) (offset >>> Layout.STUB_SHIFT));
  }

  /**
   * What a slot's word is bound to; null if to nothing, or if it is no stub. Acquire: pairs with
   * {@link #bind} and {@link #rebind}.
   */
  static Object entry(long word) {
    long offset = word - FIRST;
    if (isInFirstChunk(offset)) {
      return ENTRY.getAcquire(FIRST_CHUNK, place((int) offset >> Layout.STUB_SHIFT));
    }
    return isStub(word)
        ? ENTRY.getAcquire(ENTRIES[chunk(number(word))], place(number(word)))
        : null;
  }

  /** Binds a stub that is bound to nothing. false: it is bound. */
  static boolean bind(int stub, Object binding) {
    return rebind(stub, null, binding);
  }

  /** Puts one binding in the place of another. false: the stub is not bound to that one. */
  static boolean rebind(int stub, Object from, Object to) {
    return ENTRY.compareAndSet(ENTRIES[chunk(stub)], place(stub), from, to);
  }

  /** Ends what the stub is bound to, whatever that is, and returns it; or null. */
  static Object end(int stub) {
    return ENTRY.getAndSet(ENTRIES[chunk(stub)], place(stub), null);
  }

  static int below(int stub) {
    return BELOW[chunk(stub)][place(stub)];
  }

  static void setBelow(int stub, int below) {
    BELOW[chunk(stub)][place(stub)] = below;
  }

  static int next(int stub) {
    return NEXT[chunk(stub)][place(stub)];
  }

  static void setNext(int stub, int next) {
    NEXT[chunk(stub)][place(stub)] = next;
  }

  private static int chunk(int stub) {
    return stub >>> Layout.CHUNK_SHIFT;
  }

  private static int place(int stub) {
    return stub & CHUNK_NUMBERS - 1;
  }
}
