// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.internal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.util.Locale;

/** What is needed of {@code java.lang.foreign}, by reflection: JDK 17 compiles this. */
final class ForeignApi {
  static final int FIRST_JDK = 22;

  private ForeignApi() {}

  /**
   * Whether it is there, and can be used without a warning that JNI would spare the user. From JDK
   * 24 on there is none left to spare: the library could not be loaded without the same leave.
   */
  static boolean isGranted() {
    int jdk = Runtime.version().feature();
    if (jdk < FIRST_JDK) {
      return false;
    }
    if (jdk >= 24) {
      return true;
    }
    try {
      Method isEnabled = Module.class.getMethod("isNativeAccessEnabled");
      return (boolean) isEnabled.invoke(ForeignApi.class.getModule());
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e); // it came with java.lang.foreign
    }
  }

  /**
   * {@code (address, more) -> layout.varHandle().mode(NULL.reinterpret(MAX_VALUE), address, more)}.
   */
  static MethodHandle access(String layout, VarHandle.AccessMode mode)
      throws ReflectiveOperationException {
    Class<?> segment = type("MemorySegment");
    Object all =
        segment
            .getMethod("reinterpret", long.class)
            .invoke(segment.getField("NULL").get(null), Long.MAX_VALUE);
    Class<?> layouts = type("ValueLayout");
    Object values = layouts.getMethod("varHandle").invoke(layouts.getField(layout).get(null));
    return ((VarHandle) values).toMethodHandle(mode).bindTo(all);
  }

  /** {@code function -> downcallHandle(ofVoid()).invoke(MemorySegment.ofAddress(function))}. */
  static MethodHandle call() throws ReflectiveOperationException {
    Class<?> segment = type("MemorySegment");
    MethodHandle ofAddress =
        MethodHandles.publicLookup()
            .findStatic(segment, "ofAddress", MethodType.methodType(segment, long.class));
    Object options = array("Linker$Option");
    Object downcall =
        type("Linker")
            .getMethod("downcallHandle", type("FunctionDescriptor"), options.getClass())
            .invoke(linker(), ofVoid(), options);
    return MethodHandles.filterArguments((MethodHandle) downcall, 0, ofAddress);
  }

  /**
   * {@code downcallHandle(function, descriptor, critical(true))}: for a function that is short, and
   * enters no Java, a call without the price of a transition. An {@code int[]} goes down in place.
   */
  static MethodHandle critical(long function, MethodType type) throws ReflectiveOperationException {
    Object critical = type("Linker$Option").getMethod("critical", boolean.class).invoke(null, true);
    Object options = array("Linker$Option", critical);
    Object[] layouts = new Object[type.parameterCount()];
    for (int i = 0; i < layouts.length; i++) {
      layouts[i] = layout(type.parameterType(i));
    }
    Object descriptor = ofVoid(layouts);
    if (type.returnType() != void.class) {
      descriptor =
          type("FunctionDescriptor")
              .getMethod("changeReturnLayout", type("MemoryLayout"))
              .invoke(descriptor, layout(type.returnType()));
    }
    Class<?> segment = type("MemorySegment");
    Object address = segment.getMethod("ofAddress", long.class).invoke(null, function);
    MethodHandle call =
        (MethodHandle)
            type("Linker")
                .getMethod(
                    "downcallHandle", segment, type("FunctionDescriptor"), options.getClass())
                .invoke(linker(), address, descriptor, options);
    MethodHandle ofArray =
        MethodHandles.publicLookup()
            .findStatic(segment, "ofArray", MethodType.methodType(segment, int[].class));
    int array = type.parameterList().indexOf(int[].class);
    return array < 0 ? call : MethodHandles.filterArguments(call, array, ofArray);
  }

  private static Object layout(Class<?> type) throws ReflectiveOperationException {
    String name = type.isArray() ? "ADDRESS" : "JAVA_" + type.getName().toUpperCase(Locale.ROOT);
    return type("ValueLayout").getField(name).get(null);
  }

  /** Where it was found to be missing, though it was stack or heap that were, that comes out. */
  static void throwIfFull(Exception missing) {
    if (missing.getCause() instanceof VirtualMachineError) {
      throw (VirtualMachineError) missing.getCause();
    }
  }

  /** {@code upcallStub(target, ofVoid(JAVA_INT), Arena.global()).address()}. */
  static long upcallStub(MethodHandle target) throws ReflectiveOperationException {
    Object options = array("Linker$Option");
    Class<?> descriptor = type("FunctionDescriptor");
    Class<?> arena = type("Arena");
    Object parameter = type("ValueLayout").getField("JAVA_INT").get(null);
    Object forEver = arena.getMethod("global").invoke(null);
    Object stub =
        type("Linker")
            .getMethod("upcallStub", MethodHandle.class, descriptor, arena, options.getClass())
            .invoke(linker(), target, ofVoid(parameter), forEver, options);
    return (long) type("MemorySegment").getMethod("address").invoke(stub);
  }

  private static Object linker() throws ReflectiveOperationException {
    return type("Linker").getMethod("nativeLinker").invoke(null);
  }

  private static Object ofVoid(Object... layouts) throws ReflectiveOperationException {
    Object parameters = array("MemoryLayout", layouts);
    return type("FunctionDescriptor")
        .getMethod("ofVoid", parameters.getClass())
        .invoke(null, parameters);
  }

  private static Object array(String type, Object... elements) throws ClassNotFoundException {
    Object array = Array.newInstance(type(type), elements.length);
    System.arraycopy(elements, 0, array, 0, elements.length);
    return array;
  }

  private static Class<?> type(String name) throws ClassNotFoundException {
    return Class.forName("java.lang.foreign." + name);
  }
}
