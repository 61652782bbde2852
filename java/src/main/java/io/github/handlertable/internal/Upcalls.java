// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Chooses how stubs enter Java: by one {@code java.lang.foreign} upcall stub where {@link
 * ForeignApi} may be used, which costs less than half of a JNI call, else by JNI.
 */
public final class Upcalls {
  private static final String PROPERTY = "io.github.handlertable.upcalls";

  private static volatile String mechanism = "not started";

  /** The copy of {@link Gate} that is used, its constructor, and its {@link Gate#BINDINGS}. */
  private static Class<?> gate;

  private static MethodHandle newGate;
  private static Object[][] bindings;

  /** A constant, for the compiler. Initialised when the gate is there. */
  private static final class Found {
    static final MethodHandle NEW_GATE = newGate;
  }

  private Upcalls() {}

  /** To be called before all else here. It may fail, and be tried again. */
  public static void defineGate() {
    MethodType type =
        MethodType.methodType(
            void.class, long.class, Map.class, long.class, int[].class, AtomicReference.class);
    try (InputStream in = Gate.class.getResourceAsStream("Gate.class")) {
      gate = Native.defineGate(in.readAllBytes());
      if (gate == null) {
        throw new OutOfMemoryError("no native thread for handler-table to start with");
      }
      newGate =
          MethodHandles.publicLookup()
              .findConstructor(gate, type)
              .asType(type.changeReturnType(Runnable.class));
      bindings = (Object[][]) gate.getField("BINDINGS").get(null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  /** {@link Gate#BINDINGS} of the copy that is used. */
  public static Object[][] bindings() {
    return bindings;
  }

  /** How stubs enter Java, for people to read. */
  public static String mechanism() {
    return mechanism;
  }

  /** Makes stubs callable. {@code thrown.count} is kept up to date by {@code thrown.c}. */
  public static void start(Class<?> thrown) {
    long foreign = foreign();
    Native.startUpcalls(thrown, foreign);
    mechanism = foreign == 0 ? "JNI" : "java.lang.foreign";
  }

  /** A foreign stub, or 0 if JNI is to be used. */
  private static long foreign() {
    String forced = System.getProperty(PROPERTY, "");
    switch (forced) {
      case "jni":
        return 0;
      case "ffm":
        if (Runtime.version().feature() < ForeignApi.FIRST_JDK) {
          throw failure(
              "needs JDK " + ForeignApi.FIRST_JDK + " or later, and this is " + Runtime.version(),
              null);
        }
        try {
          return ForeignApi.upcallStub(dispatch());
        } catch (ReflectiveOperationException | RuntimeException e) {
          ForeignApi.throwIfFull(e);
          throw failure("is not possible here: " + e, e);
        }
      case "":
        try {
          return ForeignApi.isGranted() ? ForeignApi.upcallStub(dispatch()) : 0;
        } catch (ReflectiveOperationException | RuntimeException e) {
          ForeignApi.throwIfFull(e);
          return 0; // a JVM without a native linker
        }
      default:
        throw failure("is unknown", null);
    }
  }

  private static MethodHandle dispatch() throws ReflectiveOperationException {
    MethodType type = MethodType.methodType(void.class, int.class);
    return MethodHandles.publicLookup().findStatic(gate, "dispatch", type);
  }

  /** What is to be done when nobody can reach a table or a set any more; see {@link Gate}. */
  public static Runnable release(
      long made, Map<Long, ?> known, long set, int[] stubs, AtomicReference<Object[]> returned) {
    try {
      return (Runnable) Found.NEW_GATE.invokeExact(made, (Map) known, set, stubs, returned);
    } catch (Throwable e) {
      throw Machine.<RuntimeException>unchecked(e);
    }
  }

  private static UnsatisfiedLinkError failure(String why, Throwable cause) {
    UnsatisfiedLinkError error =
        new UnsatisfiedLinkError(
            String.format(
                "handler-table: -D%s=%s %s; say jni or ffm, or leave it out to have the faster one"
                    + " that is there",
                PROPERTY, System.getProperty(PROPERTY), why));
    error.initCause(cause);
    return error;
  }
}
