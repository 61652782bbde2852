// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.internal;

import java.lang.reflect.Method;
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

  /**
   * If Java made the table, every index is out of bounds for C from now on; the other words of the
   * header stay. Has {@code handleGroups} come back.
   */
  public static native void close(long table, boolean made);

  /** Gives the memory of the slots back to the system, as far as it is whole pages. */
  public static native void giveBackPages(long table, int capacity);

  /**
   * Handles indexes from {@code from} on, {@code left} or 64 at most, up to the first one with a
   * stub of this class loader, or with a leaf that is called as one. Returns how many were done,
   * plus 2^32 for each that had a handler.
   */
  public static native long handleRun(long table, int[] indexes, int from, int left);

  // Pending sets. A set is a struct ht_set, an address its ht_pending; what comes in is within
  // bounds. The capacity is Java's own: in a file that is shared, anybody may overwrite it.

  /** How many bytes a set of this capacity takes. */
  public static native long bytesOfSet(int capacity);

  /** A new set; 0 if there is no memory. */
  public static native long createSet(int capacity);

  /** The set of what C owns at this address; 0 if there is no memory. */
  public static native long wrapSet(long address, int capacity);

  /** Puts the set of a file into the array. Returns null, or why it can't be done. */
  public static native byte[] mapSet(byte[] file, int capacity, long[] set);

  /** Puts a raiser's address into the array. Returns null, or why it can't be done. */
  public static native byte[] makeRaiser(long set, int index, long[] raiser);

  /**
   * Has the set's raisers do nothing from now on, and {@code handleGroups} come back. Not beside
   * makeRaiser.
   */
  public static native void endRaisers(long set);

  /** Gives back the memory, if it is Java's; when raisers have ended, and nobody waits any more. */
  public static native void giveBackSet(long set);

  public static native void freeSet(long set);

  public static native void raise(long address, int capacity, int index);

  public static native void mask(long address, int index);

  public static native void unmask(long address, int capacity, int index);

  /** Raises, for each bit, the index that is so many above the first. */
  public static native void raiseAll(long address, int capacity, int first, long bits);

  /** Clears the summary bit of this level above a group, below which nothing was found. */
  public static native void clean(long address, int capacity, int level, int group);

  /** How often {@link #wake} was called. */
  public static native int wakeCount(long address);

  /**
   * Waits until something is pending and not masked: true; or the time is over, or wake was called
   * since that count: false. Negative: no limit.
   */
  public static native boolean waitForSet(
      long address, int capacity, int wakeCount, long nanoseconds);

  /** Ends all waits. */
  public static native void wake(long address);

  /**
   * Handles groups of C functions, those that are marked below the summary word of level 1 at this
   * place: first what was taken of the lowest; then it takes the next ones, one by one. Ends in
   * front of an index with a stub of this class loader, or if the table was closed, or behind one
   * that has left a Throwable, or behind a group when there were other closes than so many: then
   * {@code leftOfGroup} is what it has taken of that group and not handled. Returns that group's
   * place below the summary word, or 64; plus 2^8 times the bit of the index that it handled last;
   * plus 2^16 for each that had a handler.
   */
  public static native long handleGroups(
      long table, long set, int capacity, int place, long marked, long taken, long closes);

  /** Of the last {@code handleGroups} on this thread. */
  public static native long leftOfGroup();

  /** The batches of {@code batch.c}. */
  public static native ByteBuffer batches();

  /** Takes out all that C has given back. Returns the last one, a struct ht_given, or 0. */
  public static native long takeGiven();

  /** Frees one that takeGiven returned. */
  public static native void freeGiven(long given);

  /** Puts one that takeGiven returned back, for the next takeGiven. */
  public static native void giveAgain(long given);

  static native void callByJni(long function);

  /**
   * Adds a C function to the leaves, for ever, if there is room.
   *
   * @param called whether Java calls leaves otherwise than other functions
   */
  public static native void addLeaf(long function, boolean called);

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

  /**
   * {@code method.invoke(receiver, arguments)}, for methods that give objects; the owner is the
   * method's class. By JNI: reflection makes classes for each method, and that was an eighth of the
   * first use's processor time on JDK 25.
   */
  static native Object invoke(Class<?> owner, Method method, Object receiver, Object... arguments);

  /** The same, with one argument: a long, or 1 or 0 for a boolean. */
  static native Object invokeWith(Class<?> owner, Method method, Object receiver, long argument);

  /** The same, without arguments, for a method of an object that gives a long. */
  static native long invokeForLong(Method method, Object receiver);

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
