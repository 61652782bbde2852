// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.internal;

import java.nio.ByteBuffer;

/**
 * The bridge to {@code native/jni/bridge.c}. Addresses are {@code long}; nothing is checked here.
 *
 * <p>It has no state but the loaded library, so that initialising it needs no other class of ours
 * that might be waiting for it.
 */
public final class Native {
  static {
    NativeLoader.load("handlertable");
  }

  private Native() {}

  /** A new table; 0 if there is no memory. */
  public static native long create(int capacity);

  public static native void destroy(long table);

  public static native long capacity(long table);

  /** Whether this readable memory begins like a table. */
  public static native boolean isTable(long table);

  public static native boolean register(long table, int index, long handler);

  /** The handler taken out; 0 if there was none. */
  public static native long unregister(long table, int index);

  /** Takes just this handler out. The index must be within bounds. */
  public static native boolean remove(long table, int index, long handler);

  /**
   * Handles indexes from {@code from} on, up to the first one with a stub of ours; at least that
   * one, if it has a C function. Returns how many were done, plus 2^32 for each that had a handler.
   */
  public static native long handleRun(long table, int[] indexes, int from);

  /** The slots' words. The buffer does not keep the table alive. */
  public static native ByteBuffer slots(long table);

  /** The batches of {@code batch.c}. */
  public static native ByteBuffer batches();

  /** Calls a C function. */
  public static native void call(long handler);

  /** A library's handle; throws UnsatisfiedLinkError with the loader's message. */
  public static native long open(byte[] name);

  /** A symbol's address; throws UnsatisfiedLinkError with the loader's message. */
  public static native long find(long library, byte[] symbol);

  /** The dynamic symbol that an address belongs to, or null. */
  public static native String symbol(long address);

  /**
   * Makes stubs call {@code stubs.dispatch(int)}, by a foreign stub or, if that is 0, by JNI.
   * Returns the address of stub 0.
   */
  public static native long startUpcalls(Class<?> stubs, Class<?> thrown, long foreign);

  /** How many chunks of stubs there may be, once upcalls have started. */
  public static native int chunks();

  /** Makes a chunk's stubs callable. Returns null, or why it can't be done. */
  public static native String mapChunk(int chunk);

  /** From now on stub calls do nothing, and exiting threads leave the JVM alone. */
  public static native void stopUpcalls();

  /** How many stub calls could not enter the JVM. */
  public static native long refused();

  /** Keeps a Throwable for this thread's next takeThrown; the first stays. */
  public static native void putThrown(Throwable throwable);

  /** The Throwable kept for this thread, or null. */
  public static native Throwable takeThrown();

  /** Whether this is a native thread that a stub call has attached. */
  public static native boolean isThreadOurs();
}
