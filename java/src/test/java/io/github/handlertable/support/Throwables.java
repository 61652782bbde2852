// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.support;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.handlertable.Handler;
import org.junit.jupiter.api.function.Executable;

/** What is thrown, and by whom it is caught. */
public final class Throwables {
  private Throwables() {}

  /** A handler that throws this, checked or not. */
  public static Handler throwing(Throwable throwable) {
    return () -> throwUnchecked(throwable);
  }

  /** Throws a checked exception where none is declared. */
  @SuppressWarnings("unchecked")
  public static <T extends Throwable> void throwUnchecked(Throwable throwable) throws T {
    throw (T) throwable;
  }

  /** Runs code while uncaught exceptions of all threads come here. */
  public static void withDefaultHandler(Thread.UncaughtExceptionHandler handler, Runnable code) {
    Thread.UncaughtExceptionHandler old = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler(handler);
    try {
      code.run();
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(old);
    }
  }

  /** Asserts the type of what is thrown, and that its message has all these parts. */
  public static <T extends Throwable> T assertFails(
      Class<T> type, Executable call, String... parts) {
    T thrown = assertThrows(type, call);
    for (String part : parts) {
      assertTrue(thrown.getMessage().contains(part), () -> "no " + part + " in: " + thrown);
    }
    return thrown;
  }
}
