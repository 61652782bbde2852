// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.internal;

import java.nio.ByteBuffer;

/**
 * The bridge to {@code native/jni/bridge.c}, which {@code Startup} has loaded. Addresses are {@code
 * long}; nothing is checked here.
 */
public final class Native {
  private Native() {}

  /** The address of what a constant of {@link Layout} names, one of those that begin with OF. */
  public static native long address(int what);

  /** A new table; 0 if there is no memory. */
  public static native long create(int capacity);

  public static native void destroy(long table);

  static native boolean hasRoomByJni();

  /** Whether there is stack ({@code stack.h}) for what the first use of the product does. */
  public static native boolean hasRoomToStart();

  /**
   * Puts the handler into the slot if that is empty, with a full fence behind it. Returns what the
   * slot held: 0 if it was empty. In this and the next three the index must be within bounds.
   */
  public static native long register(long table, int index, long handler);

  /** Puts the handler into the slot, with a full fence behind it. Returns what the slot held. */
  public static native long replace(long table, int index, long handler);

  /** Checks the stack. Returns the handler taken out; 0 if there was none. */
  public static native long unregister(long table, int index);

  /** Takes just this handler out. */
  public static native boolean remove(long table, int index, long handler);

  /** From now on every index is out of bounds for C. The other words of the header stay. */
  public static native void close(long table);

  /** Gives the memory of the slots back to the system, as far as it is whole pages. */
  public static native void giveBackPages(long table, int capacity);

  /**
   * Handles indexes from {@code from} on, {@code left} or 64 at most, up to the first one with a
   * stub of this class loader, or, if that is wanted, with a leaf. Returns how many were done, plus
   * 2^32 for each that had a handler.
   */
  public static native long handleRun(
      long table, int[] indexes, int from, int left, boolean upToLeaf);

  /** The batches of {@code batch.c}. */
  public static native ByteBuffer batches();

  /** Takes out all that C has given back. Returns the last one, a struct ht_given, or 0. */
  public static native long takeGiven();

  /** Frees one that takeGiven returned. */
  public static native void freeGiven(long given);

  /** Puts one that takeGiven returned back, for the next takeGiven. */
  public static native void giveAgain(long given);

  static native void callByJni(long function);

  /** Adds a C function to the leaves, for ever. False: there is no memory. */
  public static native boolean addLeaf(long function);

  /** A library's handle; {@link #fail}s with the loader's message. */
  public static native long open(byte[] name);

  /** A symbol's address; {@link #fail}s with the loader's message. */
  public static native long find(long library, byte[] symbol);

  /** Called by C. */
  static void fail(byte[] message) {
    throw new UnsatisfiedLinkError(CString.from(message));
  }

  /** Whether an address lies in the code of a library or program that the loader knows. */
  static native boolean isCode(long address);

  /** The dynamic symbol that an address belongs to, or null. */
  public static native byte[] symbol(long address);

  /** The class {@link Gate}, outside this class loader. Null if there is no thread to make it. */
  static native Class<?> defineGate(byte[] bytes);

  /** Makes stubs call {@code Gate.dispatch}, by a foreign stub or, if that is 0, by JNI. */
  static native void startUpcalls(Class<?> thrown, long foreign);

  /** Makes a chunk's stubs callable. Returns null, or why it can't be done. */
  public static native byte[] mapChunk(int chunk);

  /** To be called where a stub has no handler. */
  public static native void countStale(int call);

  /** Keeps a Throwable for this thread's next takeThrown; the first stays. */
  public static native void putThrown(Throwable throwable);

  /** The Throwable kept for this thread, or null. */
  public static native Throwable takeThrown();

  /** Whether this is a native thread that a stub call has attached. */
  public static native boolean isThreadAttachedByStub();
}
