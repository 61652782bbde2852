// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.github.handlertable.HandlerTable;
import io.github.handlertable.PendingEvents;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/**
 * A thread that looks at a set without pause makes no objects: else the heap would be collected.
 */
class PollingTest {
  private static final int LOOKS = 10_000;
  private static final int TRIES = 200;

  /**
   * As soon as all is compiled, on a busy machine late: the way down to a C function makes an
   * object until then.
   */
  private static void assertMakesNoObject(Runnable look) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long bytes = LOOKS;
    for (int tries = 0; bytes >= LOOKS && tries < TRIES; tries++) {
      long first = threads.getCurrentThreadAllocatedBytes();
      for (int times = 0; times < LOOKS; times++) {
        look.run();
      }
      bytes = threads.getCurrentThreadAllocatedBytes() - first;
    }
    assertTrue(bytes < LOOKS, bytes + " bytes in " + LOOKS + " looks");
  }

  @Test
  void whereItFindsNothing() {
    try (PendingEvents events = PendingEvents.create(10);
        HandlerTable table = HandlerTable.create(10)) {
      events.raise(3);
      table.handlePending(events); // leaves the summary marked
      assertMakesNoObject(() -> table.handlePending(events));
    }
  }

  @Test
  void whereItFindsSomething() {
    Counter counter = new Counter();
    try (PendingEvents events = PendingEvents.create(100);
        HandlerTable table = HandlerTable.create(100)) {
      table.register(3, counter);
      table.register(70, NativeSide.NOTHING);
      assertMakesNoObject(
          () -> {
            events.raise(3);
            events.raise(70);
            assertEquals(2, table.handlePending(events));
          });
    }
  }
}
