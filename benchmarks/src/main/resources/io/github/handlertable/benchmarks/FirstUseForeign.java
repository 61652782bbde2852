// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** As in FirstUse, by java.lang.foreign. Compiled when it is measured, as it needs JDK 22. */
final class FirstUseForeign {
  private static int handled;

  private static void handle() {
    handled++;
  }

  public static void main(String[] arguments) throws Throwable {
    Linker linker = Linker.nativeLinker();
    FunctionDescriptor type = FunctionDescriptor.ofVoid();
    MethodHandle tzset =
        linker.downcallHandle(linker.defaultLookup().find("tzset").orElseThrow(), type);
    MethodHandle handle =
        MethodHandles.lookup()
            .findStatic(FirstUseForeign.class, "handle", MethodType.methodType(void.class));
    MemorySegment stub = linker.upcallStub(handle, type, Arena.global());
    tzset.invokeExact();
    if (stub.address() == 0) {
      throw new AssertionError();
    }
  }
}
