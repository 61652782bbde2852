// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.Method;

/**
 * {@code java.lang.foreign}, by reflection, so that all compiles with JDK 17. What is called often
 * is a constant method handle, which the JIT compiler sees through as through direct use.
 */
final class Foreign {
  private static final Object LINKER;
  private static final Object VOID;

  /** Calls the C function at an address. */
  static final MethodHandle CALL;

  /** The same for one that returns at once: the thread does not leave Java for it. */
  static final MethodHandle CALL_CRITICAL;

  /** Calls a C function that does nothing. */
  static final MethodHandle EMPTY;

  static final MethodHandle EMPTY_CRITICAL;

  // Looked up once, as a program would that makes many stubs.
  private static final MethodHandle RUN;
  private static final Method UPCALL_STUB;
  private static final Method ARENA;
  private static final Method ADDRESS;
  private static final Object NO_OPTIONS;

  static {
    try {
      RUN =
          MethodHandles.lookup()
              .findVirtual(Counter.class, "handle", MethodType.methodType(void.class));
      UPCALL_STUB =
          type("Linker")
              .getMethod(
                  "upcallStub",
                  MethodHandle.class,
                  type("FunctionDescriptor"),
                  type("Arena"),
                  type("Linker$Option").arrayType());
      ARENA = type("Arena").getMethod("ofConfined");
      ADDRESS = type("MemorySegment").getMethod("address");
      NO_OPTIONS = options();
      LINKER = type("Linker").getMethod("nativeLinker").invoke(null);
      VOID =
          type("FunctionDescriptor")
              .getMethod("ofVoid", type("MemoryLayout").arrayType())
              .invoke(null, Array.newInstance(type("MemoryLayout"), 0));
      MethodHandle call = downcall();
      MethodHandle critical =
          downcall(type("Linker$Option").getMethod("critical", boolean.class).invoke(null, false));
      MethodHandle ofAddress =
          MethodHandles.publicLookup()
              .findStatic(
                  type("MemorySegment"),
                  "ofAddress",
                  MethodType.methodType(type("MemorySegment"), long.class));
      Object nothing = ofAddress.invoke(NativeSide.NOTHING.address());
      CALL = MethodHandles.filterArguments(call, 0, ofAddress);
      CALL_CRITICAL = MethodHandles.filterArguments(critical, 0, ofAddress);
      EMPTY = call.bindTo(nothing);
      EMPTY_CRITICAL = critical.bindTo(nothing);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private Foreign() {}

  private static Class<?> type(String name) throws ClassNotFoundException {
    return Class.forName("java.lang.foreign." + name);
  }

  /** {@code (MemorySegment) -> void}. */
  private static MethodHandle downcall(Object... options) throws ReflectiveOperationException {
    return (MethodHandle)
        type("Linker")
            .getMethod(
                "downcallHandle", type("FunctionDescriptor"), type("Linker$Option").arrayType())
            .invoke(LINKER, VOID, options(options));
  }

  private static Object options(Object... options) throws ClassNotFoundException {
    Object array = Array.newInstance(type("Linker$Option"), options.length);
    System.arraycopy(options, 0, array, 0, options.length);
    return array;
  }

  /** An upcall stub. To be closed by the thread that made it. */
  static Callback callback(Counter counter) {
    try {
      AutoCloseable arena = (AutoCloseable) ARENA.invoke(null);
      Object stub = UPCALL_STUB.invoke(LINKER, RUN.bindTo(counter), VOID, arena, NO_OPTIONS);
      long address = (long) ADDRESS.invoke(stub);
      return new Callback(address, stub, () -> close(arena));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("no upcall stub: " + e.getCause(), e);
    }
  }

  private static void close(AutoCloseable arena) {
    try {
      arena.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
