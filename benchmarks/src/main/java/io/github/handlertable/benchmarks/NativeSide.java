// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import io.github.handlertable.NativeHandler;
import io.github.handlertable.NativeLibrary;
import io.github.handlertable.internal.NativeLoader;
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

  static native void empty();

  /** {@code ht_handle}: the table by JNI alone. */
  static native boolean handle(long table, int index);

  /** Loops over {@code ht_handle}. */
  static native void fire(long table, int index, int n);

  /** Loops over a call of a C function. */
  static native void call(long function, int n);

  /** Loops over JNI's CallStaticVoidMethod of a method of this class. */
  static native void callStatic(String method, int n);

  private static long upcalls;

  /** For {@link #callStatic}: does as much as {@link Counter}. */
  static void upcall() {
    upcalls++;
  }

  /** Puts a function into an array of atomic function pointers, with room for 64. */
  static native void putInArray(int index, long function);

  /** Loops over a call through that array. */
  static native void callArray(int index, int n);
}
