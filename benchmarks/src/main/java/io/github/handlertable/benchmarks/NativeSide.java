// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import io.github.handlertable.NativeHandler;
import io.github.handlertable.NativeLibrary;
import io.github.handlertable.internal.NativeLoader;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** The C side, {@code src/main/c}, out of the same jar. */
final class NativeSide {
  /** The name of the library in the jar, for those who load one of their own. */
  static final String LIBRARY = "handlertablebenchmarks";

  private static NativeLibrary library;

  /** A C function that does nothing. */
  static final NativeHandler NOTHING;

  static {
    NativeLoader.load(LIBRARY, NativeSide::open);
    NOTHING = library.handler("ht_bench_nothing");
  }

  private NativeSide() {}

  private static void open(String file) {
    System.load(file); // for the native methods below
    library = NativeLibrary.open(Path.of(file)); // for the C function
  }

  /** The address of one of its functions. */
  static long function(String symbol) {
    return library.handler(symbol).address();
  }

  /** A slot's word. */
  static native long word(long table, int index);

  static native void empty();

  /** {@code ht_handle}: the table by JNI alone. */
  static native boolean handle(long table, int index);

  /** {@code ht_unregister}, then {@code ht_give_back} of what was there. false: nothing was. */
  static native boolean takeAndGiveBack(long table, int index);

  /** Loops over {@code ht_handle}. */
  static native void fire(long table, int index, int n);

  /** Loops over {@code ht_handle} of the slots below a power of two, one after another. */
  static native void fireInTurn(long table, int size, int n);

  /**
   * Loops over {@code ht_handle} of random slots below a power of two.
   *
   * @param seed not 0
   * @return the next seed
   */
  static native int fireRandom(long table, int size, int n, int seed);

  /**
   * Loops over {@code ht_handle_all} of these indexes, at most 1,024.
   *
   * @return how many had a handler
   */
  static native long fireAll(long table, int[] indexes, int n);

  /** Loops over {@code ht_register} and {@code ht_unregister}. */
  static native void reregister(long table, int index, int n);

  /** The same for the slots below a power of two, one after another. */
  static native void reregisterInTurn(long table, int size, int n);

  /** Loops over {@code ht_replace}. */
  static native void replace(long table, int index, int n);

  /** The same for the slots below a power of two, one after another. */
  static native void replaceInTurn(long table, int size, int n);

  /** Puts a function, or 0, into an array of atomic function pointers, with room for 2^24. */
  static native void putInArray(int index, long function);

  /** Loops over a call through that array. */
  static native void callArray(int index, int n);

  /** As {@link #fireInTurn}, through that array. */
  static native void callArrayInTurn(int size, int n);

  /** As {@link #fireRandom}, through that array. */
  static native int callArrayRandom(int size, int n, int seed);

  /** Loops over a call of a C function. */
  static native void call(long function, int n);

  /** Chooses what the C function {@code ht_bench_call_chosen} calls, {@link Grid#CALLS} times. */
  static native void choose(long function);

  /** Loops over calls of these C functions, at most 512, one after another. */
  static native void callAll(long[] functions, int n);

  private static long upcalls;

  /** Called by C by way of JNI; does as much as {@link Counter}. */
  static void upcall() {
    upcalls++;
  }

  /** Loops over CallStaticVoidMethod of {@link #upcall}. */
  static native void callStatic(int n);

  /** In place of a function, below: CallStaticVoidMethod of {@link #upcall}. */
  static final long UPCALL = 0;

  /** The groups of a pending set: two words each, what is pending and what is masked. */
  static native ByteBuffer groups(long set);

  /** Loops over a call of {@code raiser(set, index)}, each index a step behind the one before. */
  static native void raiseInTurn(long raiser, long set, int step, int n);

  /** The same, for an index of each group that was not pending. n is a multiple of 64. */
  static native void raiseNew(long raiser, long set, int n);

  /** The same, for index 0 of a set in which all words were 0. */
  static native void raiseFirst(long raiser, long set, int n);

  /**
   * Loops over {@code ht_handle_pending}, and makes these bits of each group pending before.
   *
   * @param bits of groups above which all summary bits are set; 1,024 at most
   * @return how many it handled
   */
  static native long handlePending(long table, long set, long[] bits, int n);

  /**
   * Loops over {@code ht_raise} of an index and {@code ht_handle_pending}.
   *
   * @return how many it handled
   */
  static native long raiseAndHandle(long table, long set, int n);

  /** The same by one fetch_or and {@code ht_handle}. */
  static native long setAndHandle(long table, long set, int n);

  /** Calls a C function once on a new thread that the JVM does not know, and waits for its end. */
  static native void callOnNewThread(long function);

  /**
   * Makes such a thread that stays, for calls of this function.
   *
   * @return the thread, to be ended
   */
  static native long startThread(long function);

  /** Loops over a call of its function on that thread. */
  static native void callOnThread(long thread, int n);

  static native void endThread(long thread);
}
