// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.internal;

import java.lang.invoke.MethodHandle;
import java.lang.reflect.Array;
import java.lang.reflect.Method;

/**
 * Chooses how stubs enter Java: by one {@code java.lang.foreign} upcall stub where there is such a
 * thing (JDK 22), which costs less than half of a JNI call, else by JNI.
 */
public final class Upcalls {
  private static final String PROPERTY = "io.github.handlertable.upcalls";
  private static final int FIRST_JDK = 22;

  private static volatile String mechanism = "not started";

  private Upcalls() {}

  /** How stubs enter Java, for people to read. */
  public static String mechanism() {
    return mechanism;
  }

  /**
   * Makes stubs call {@code dispatch}, the method {@code static void dispatch(int)} of {@code
   * stubs}. Returns the address of stub 0.
   */
  public static long start(MethodHandle dispatch, Class<?> stubs, Class<?> thrown) {
    long foreign = foreign(dispatch);
    long first = Native.startUpcalls(stubs, thrown, foreign);
    mechanism = foreign == 0 ? "JNI" : "java.lang.foreign";
    return first;
  }

  /** A foreign stub, or 0 if JNI is to be used. */
  private static long foreign(MethodHandle dispatch) {
    String forced = System.getProperty(PROPERTY, "");
    int jdk = Runtime.version().feature();
    switch (forced) {
      case "jni":
        return 0;
      case "ffm":
        if (jdk < FIRST_JDK) {
          throw failure("needs JDK " + FIRST_JDK + " or later, and this is " + jdk, null);
        }
        try {
          return upcallStub(dispatch);
        } catch (ReflectiveOperationException | RuntimeException e) {
          throw failure("is not possible here: " + e, e);
        }
      case "":
        try {
          return jdk >= FIRST_JDK && isNativeAccessEnabled() ? upcallStub(dispatch) : 0;
        } catch (ReflectiveOperationException | RuntimeException e) {
          return 0; // a JVM without a native linker
        }
      default:
        throw failure("is unknown", null);
    }
  }

  private static UnsatisfiedLinkError failure(String why, Throwable cause) {
    UnsatisfiedLinkError error =
        new UnsatisfiedLinkError(
            "handler-table: -D"
                + PROPERTY
                + "="
                + System.getProperty(PROPERTY)
                + " "
                + why
                + "; say jni or ffm, or leave it out to have the faster one that is there");
    error.initCause(cause);
    return error;
  }

  /** Else the JDK would print a warning that JNI spares its user on JDK 22 and 23. */
  private static boolean isNativeAccessEnabled() throws ReflectiveOperationException {
    return (boolean)
        Module.class.getMethod("isNativeAccessEnabled").invoke(Upcalls.class.getModule());
  }

  /**
   * {@code Linker.nativeLinker().upcallStub(target, FunctionDescriptor.ofVoid(JAVA_INT),
   * Arena.global()).address()}, by reflection: we compile with JDK 17.
   */
  private static long upcallStub(MethodHandle target) throws ReflectiveOperationException {
    Class<?> linker = foreign("Linker");
    Class<?> option = foreign("Linker$Option");
    Class<?> layout = foreign("MemoryLayout");
    Class<?> descriptor = foreign("FunctionDescriptor");
    Class<?> arena = foreign("Arena");
    Object parameters = Array.newInstance(layout, 1);
    Array.set(parameters, 0, foreign("ValueLayout").getField("JAVA_INT").get(null));
    Method upcallStub =
        linker.getMethod(
            "upcallStub", MethodHandle.class, descriptor, arena, option.arrayType());
    Object stub =
        upcallStub.invoke(
            linker.getMethod("nativeLinker").invoke(null),
            target,
            descriptor.getMethod("ofVoid", layout.arrayType()).invoke(null, parameters),
            arena.getMethod("global").invoke(null),
            Array.newInstance(option, 0));
    return (long) foreign("MemorySegment").getMethod("address").invoke(stub);
  }

  private static Class<?> foreign(String name) throws ClassNotFoundException {
    return Class.forName("java.lang.foreign." + name);
  }
}
