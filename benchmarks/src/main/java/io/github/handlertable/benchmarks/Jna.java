// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import com.sun.jna.CallbackReference;
import com.sun.jna.CallbackThreadInitializer;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.github.handlertable.internal.NativeLoader;

/** JNA, in both of its ways. */
final class Jna {
  /** A library by its interface. */
  public interface Functions extends Library {
    void ht_bench_nothing();
  }

  private interface VoidCallback extends com.sun.jna.Callback {
    void invoke();
  }

  /** Attaches a thread once and not for each call, which costs JNA's default 100 times as much. */
  private static final CallbackThreadInitializer ATTACH_ONCE =
      new CallbackThreadInitializer(true, false);

  private static Functions loaded;

  /** A constant, for the JIT compiler. */
  static final Functions FUNCTIONS;

  static {
    NativeLoader.load(
        NativeSide.LIBRARY,
        file -> {
          loaded = Native.load(file, Functions.class);
          Native.register(Jna.class, file);
        });
    FUNCTIONS = loaded;
  }

  private Jna() {}

  /** The same C function by direct mapping. */
  static native void ht_bench_nothing();

  static Callback callback(Counter counter) {
    VoidCallback callback = counter::handle;
    Native.setCallbackThreadInitializer(callback, ATTACH_ONCE);
    Pointer pointer = CallbackReference.getFunctionPointer(callback);
    return new Callback(Pointer.nativeValue(pointer), callback, () -> {}); // freed by the collector
  }
}
