// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import io.github.handlertable.internal.NativeLoader;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Runtime;
import jnr.ffi.annotations.Delegate;
import jnr.ffi.annotations.IgnoreError;

/** jnr-ffi. */
public final class Jnr {
  /** A library by its interface. Without what it is free to leave out: saving errno. */
  public interface Functions {
    @IgnoreError
    void ht_bench_nothing();
  }

  /** A callback's signature. */
  public interface VoidClosure {
    @Delegate
    void call();
  }

  private static Functions loaded;

  /** A constant, for the JIT compiler. */
  static final Functions FUNCTIONS;

  static {
    NativeLoader.load(
        NativeSide.LIBRARY,
        file -> {
          loaded = LibraryLoader.create(Functions.class).load(file);
          loaded.ht_bench_nothing(); // only now is the file opened
        });
    FUNCTIONS = loaded;
  }

  private Jnr() {}

  static Callback callback(Counter counter) {
    VoidClosure closure = counter::handle;
    long address =
        Runtime.getRuntime(FUNCTIONS)
            .getClosureManager()
            .getClosurePointer(VoidClosure.class, closure)
            .address();
    return new Callback(address, closure, () -> {}); // freed by the collector
  }
}
