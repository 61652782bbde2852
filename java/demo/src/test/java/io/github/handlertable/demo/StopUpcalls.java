// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.demo;

import io.github.handlertable.HandlerTable;
import io.github.handlertable.internal.Upcalls;
import java.lang.reflect.Field;

/** Has the library refuse upcalls, as it does while the JVM is shutting down; asks the doctor. */
final class StopUpcalls {
  private StopUpcalls() {}

  public static void main(String[] arguments) throws Exception {
    HandlerTable.stats();
    Field gate = Upcalls.class.getDeclaredField("gate");
    gate.setAccessible(true);
    Field stop = ((Class<?>) gate.get(null)).getDeclaredField("STOP_UPCALLS");
    stop.setAccessible(true);
    ((Runnable) stop.get(null)).run();
    Main.main(new String[] {"--doctor"});
  }
}
