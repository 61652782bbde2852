// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import org.lwjgl.system.APIUtil;
import org.lwjgl.system.CallbackI;
import org.lwjgl.system.libffi.FFICIF;
import org.lwjgl.system.libffi.LibFFI;

/** LWJGL's core, without any of the libraries that it binds. */
final class Lwjgl {
  private static final FFICIF SIGNATURE =
      APIUtil.apiCreateCIF(LibFFI.FFI_DEFAULT_ABI, LibFFI.ffi_type_void);

  private Lwjgl() {}

  private interface VoidCallback extends CallbackI {
    @Override
    default FFICIF getCallInterface() {
      return SIGNATURE;
    }
  }

  static Callback callback(Counter counter) {
    VoidCallback callback = (result, arguments) -> counter.handle();
    long address = callback.address();
    return new Callback(address, callback, () -> org.lwjgl.system.Callback.free(address));
  }
}
