// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.internal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.util.Locale;

/** What is needed of {@code java.lang.foreign}, by its names: JDK 17 compiles this. */
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
    Object none = segment.getField("NULL").get(null);
    Object all = invokeWith(segment.getMethod("reinterpret", long.class), none, Long.MAX_VALUE);
    Class<?> layouts = type("ValueLayout");
    Object values = invoke(layouts.getMethod("varHandle"), layouts.getField(layout).get(null));
    return ((VarHandle) values).toMethodHandle(mode).bindTo(all);
  }

  /** {@code function -> downcallHandle(ofVoid()).invoke(MemorySegment.ofAddress(function))}. */
  static MethodHandle call() throws ReflectiveOperationException {
    Class<?> segment = type("MemorySegment");
    MethodHandle ofAddress =
        MethodHandles.publicLookup()
            .findStatic(segment, "ofAddress", MethodType.methodType(segment, long.class));
    Object options = array("Linker$Option");
    Method downcall =
        type("Linker").getMethod("downcallHandle", type("FunctionDescriptor"), options.getClass());
    Object call = invoke(downcall, linker(), ofVoid(), options);
    return MethodHandles.filterArguments((MethodHandle) call, 0, ofAddress);
  }

  /**
   * {@code downcallHandle(function, descriptor, critical(true))}: for a function that is short, and
   * enters no Java, a call without the price of a transition. An {@code int[]} goes down in place.
   */
  static MethodHandle critical(long function, MethodType type) throws ReflectiveOperationException {
    Class<?> option = type("Linker$Option");
    Object critical = invokeWith(option.getMethod("critical", boolean.class), null, 1);
    Object options = array("Linker$Option", critical);
    Object[] layouts = new Object[type.parameterCount()];
    for (int i = 0; i < layouts.length; i++) {
      layouts[i] = layout(type.parameterType(i));
    }
    Class<?> descriptor = type("FunctionDescriptor");
    Object described = ofVoid(layouts);
    if (type.returnType() != void.class) {
      Method change = descriptor.getMethod("changeReturnLayout", type("MemoryLayout"));
      described = invoke(change, described, layout(type.returnType()));
    }
    Class<?> segment = type("MemorySegment");
    Object address = invokeWith(segment.getMethod("ofAddress", long.class), null, function);
    Method downcall =
        type("Linker").getMethod("downcallHandle", segment, descriptor, options.getClass());
    MethodHandle call = (MethodHandle) invoke(downcall, linker(), address, described, options);
    int array = type.parameterList().indexOf(int[].class);
    if (array < 0) {
      return call;
    }
    MethodHandle ofArray =
        MethodHandles.publicLookup()
            .findStatic(segment, "ofArray", MethodType.methodType(segment, int[].class));
    return MethodHandles.filterArguments(call, array, ofArray);
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
    Object parameter = layout(int.class);
    Object forEver = invoke(arena.getMethod("global"), null);
    Method upcall =
        type("Linker")
            .getMethod("upcallStub", MethodHandle.class, descriptor, arena, options.getClass());
    Object stub = invoke(upcall, linker(), target, ofVoid(parameter), forEver, options);
    return Native.invokeForLong(type("MemorySegment").getMethod("address"), stub);
  }

  private static Object linker() throws ReflectiveOperationException {
    return invoke(type("Linker").getMethod("nativeLinker"), null);
  }

  private static Object ofVoid(Object... layouts) throws ReflectiveOperationException {
    Object parameters = array("MemoryLayout", layouts);
    Method ofVoid = type("FunctionDescriptor").getMethod("ofVoid", parameters.getClass());
    return invoke(ofVoid, null, parameters);
  }

  private static Object invoke(Method method, Object receiver, Object... arguments) {
    return Native.invoke(method.getDeclaringClass(), method, receiver, arguments);
  }

  private static Object invokeWith(Method method, Object receiver, long argument) {
    return Native.invokeWith(method.getDeclaringClass(), method, receiver, argument);
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
