// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.github.handlertable.HandlerTable;
import io.github.handlertable.PendingEvents;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** A set that a thread looks at without pause. */
class IdleSetTest {
  /** Else the heap would be collected again and again. */
  @Test
  void aLookThatFindsNothingMakesNoObject() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int looks = 100_000;
    try (PendingEvents events = PendingEvents.create(10);
        HandlerTable table = HandlerTable.create(10)) {
      events.raise(3);
      table.handlePending(events); // leaves the summary marked
      table.handlePending(events);
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int look = 0; look < looks; look++) {
        table.handlePending(events);
      }
      assertTrue(threads.getCurrentThreadAllocatedBytes() - before < looks);
    }
  }
}
