// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import io.github.handlertable.internal.NativeLoader;

/** The Rust side, {@code src/main/rust}: a table of atomics in place of the product. */
final class Rust {
  private static final String LIBRARY = "handlertablebenchmarksrust";

  private Rust() {}

  /** Why it can't be used here; null if it can. */
  static String whyNot() {
    try {
      Table.putNothing(0);
      return null;
    } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
      return "the Rust table is not in this build, as when rustc 1.79 or later was not found: " + e;
    }
  }

  /** The one table that there is. */
  static final class Table {
    static final int SIZE = 1 << 24;

    /** One more slot, which stays empty. */
    static final int EMPTY = SIZE;

    static {
      NativeLoader.load(LIBRARY, System::load);
    }

    private Table() {}

    /** Puts a function that does nothing into a slot, unless it is there already. */
    static native void putNothing(int index);

    /** Loops over {@code handle}. */
    static native void fire(int index, int n);

    /** As {@link NativeSide#fireRandom}. */
    static native int fireRandom(int size, int n, int seed);

    /** Loops over {@code register_handler} and {@code unregister_handler}. */
    static native void reregister(int index, int n);
  }
}
