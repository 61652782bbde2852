// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.support;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Garbage collections, and what must come of them. */
public final class Garbage {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);
  private static final int ROUNDS = 3;

  private Garbage() {}

  /** Collects until this is so. */
  public static void collectUntil(BooleanSupplier condition, String otherwise) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() - start < PATIENCE, otherwise);
      System.gc();
    }
  }

  /** Collects often enough that whatever is unreachable would be gone. */
  public static void collect() {
    for (int round = 0; round < ROUNDS; round++) {
      WeakReference<Object> unreachable = new WeakReference<>(new Object());
      collectUntil(() -> unreachable.refersTo(null), "System.gc() does nothing");
    }
  }
}
