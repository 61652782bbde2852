// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import io.github.handlertable.internal.NativeLoader;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Runtime;
import jnr.ffi.annotations.Delegate;

/** jnr-ffi. */
public final class Jnr {
  /** A library by its interface. */
  public interface Functions {
    void ht_bench_nothing();
  }

  /** A callback's signature. */
  public interface VoidClosure {
    @Delegate
    void call();
  }

  static Functions functions;

  static {
    NativeLoader.load(
        NativeSide.LIBRARY,
        file -> {
          functions = LibraryLoader.create(Functions.class).load(file);
          functions.ht_bench_nothing(); // only now is the file opened
        });
  }

  private Jnr() {}

  static Callback callback(Counter counter) {
    VoidClosure closure = counter::handle;
    long address =
        Runtime.getRuntime(functions)
            .getClosureManager()
            .getClosurePointer(VoidClosure.class, closure)
            .address();
    return new Callback(address, closure, () -> {}); // freed by the collector
  }
}
