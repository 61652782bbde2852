// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.internal;

import java.lang.invoke.MethodHandle;

/**
 * Chooses how stubs enter Java: by one {@code java.lang.foreign} upcall stub where there is such a
 * thing (JDK 22), which costs less than half of a JNI call, else by JNI.
 */
public final class Upcalls {
  private static final String PROPERTY = "io.github.handlertable.upcalls";

  private static volatile String mechanism = "not started";

  private Upcalls() {}

  /** How stubs enter Java, for people to read. */
  public static String mechanism() {
    return mechanism;
  }

  /**
   * Makes stubs call {@code dispatch}, the method {@code static void dispatch(int)} of {@code
   * stubs}.
   */
  public static void start(MethodHandle dispatch, Class<?> stubs, Class<?> thrown) {
    long foreign = foreign(dispatch);
    Native.startUpcalls(stubs, thrown, foreign);
    mechanism = foreign == 0 ? "JNI" : "java.lang.foreign";
  }

  /** A foreign stub, or 0 if JNI is to be used. */
  private static long foreign(MethodHandle dispatch) {
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
          return ForeignApi.upcallStub(dispatch);
        } catch (ReflectiveOperationException | RuntimeException e) {
          throw failure("is not possible here: " + e, e);
        }
      case "":
        try {
          return ForeignApi.isGranted() ? ForeignApi.upcallStub(dispatch) : 0;
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
}
