// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import com.sun.jna.CallbackReference;
import com.sun.jna.Library;
import com.sun.jna.Native;
import io.github.handlertable.HandlerTable;
import io.github.handlertable.NativeLibrary;
import jnr.ffi.LibraryLoader;
import jnr.ffi.annotations.Delegate;
import org.lwjgl.system.APIUtil;
import org.lwjgl.system.CallbackI;
import org.lwjgl.system.JNI;
import org.lwjgl.system.SharedLibrary;
import org.lwjgl.system.libffi.FFICIF;
import org.lwjgl.system.libffi.LibFFI;

/**
 * The programs of {@link StartUp}: each calls one C function of libc, and makes one function
 * pointer that runs Java, as its users would write it.
 */
public final class FirstUse {
  private static final String FAILED = "there is no function pointer";

  private FirstUse() {}

  static final class Empty {
    public static void main(String[] arguments) {}
  }

  static final class Table {
    private static int handled;

    public static void main(String[] arguments) {
      HandlerTable table = HandlerTable.create(8);
      table.register(1, () -> handled++);
      table.register(2, NativeLibrary.open("libc.so.6").handler("tzset"));
      if (!table.handle(1) || !table.handle(2) || handled != 1) {
        throw new AssertionError(FAILED);
      }
    }
  }

  static final class Jna {
    /** The functions of libc that it calls. */
    public interface Functions extends Library {
      void tzset();
    }

    /** A function pointer's type. */
    public interface Callback extends com.sun.jna.Callback {
      void invoke();
    }

    private static int handled;

    public static void main(String[] arguments) {
      Callback callback = () -> handled++;
      Native.load("c", Functions.class).tzset();
      if (CallbackReference.getFunctionPointer(callback) == null) {
        throw new AssertionError(FAILED);
      }
    }
  }

  static final class Jnr {
    /** The functions of libc that it calls. */
    public interface Functions {
      void tzset();
    }

    /** A function pointer's type. */
    public interface Callback {
      @Delegate
      void call();
    }

    private static int handled;

    public static void main(String[] arguments) {
      Callback callback = () -> handled++;
      Functions functions = LibraryLoader.create(Functions.class).load("c");
      functions.tzset();
      if (jnr.ffi.Runtime.getRuntime(functions)
              .getClosureManager()
              .getClosurePointer(Callback.class, callback)
              .address()
          == 0) {
        throw new AssertionError(FAILED);
      }
    }
  }

  static final class Lwjgl {
    private static final FFICIF SIGNATURE =
        APIUtil.apiCreateCIF(LibFFI.FFI_DEFAULT_ABI, LibFFI.ffi_type_void);

    private interface Callback extends CallbackI {
      @Override
      default FFICIF getCallInterface() {
        return SIGNATURE;
      }
    }

    private static int handled;

    public static void main(String[] arguments) {
      Callback callback = (result, values) -> handled++;
      SharedLibrary libc = APIUtil.apiCreateLibrary("libc.so.6");
      JNI.invokeV(libc.getFunctionAddress("tzset"));
      if (callback.address() == 0) {
        throw new AssertionError(FAILED);
      }
    }
  }
}
