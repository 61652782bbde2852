// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.handlertable.internal.Machine;
import io.github.handlertable.support.AlsoByJni;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a group's mark in the summary when nothing is pending any more. */
@AlsoByJni
class LoneMarkTest {
  private static final String LEVELS = "capacity {0}";

  /** Handles what is pending, and looks again. */
  private static void handle(PendingEvents events, HandlerTable table, int pending) {
    assertEquals(pending, table.handlePending(events));
    assertEquals(0, table.handlePending(events));
  }

  private static boolean isMarked(PendingEvents events) {
    return Machine.read(events.summary(events.levels, 0)) != 0;
  }

  @ParameterizedTest(name = LEVELS)
  @ValueSource(ints = {129, 5_000, 300_000})
  void itStays(int capacity) {
    int last = capacity - 1;
    try (PendingEvents events = PendingEvents.create(capacity);
        HandlerTable table = HandlerTable.create(capacity)) {
      table.register(last, () -> {});
      for (int round = 0; round < 3; round++) {
        events.raise(last);
        handle(events, table, 1);
        assertTrue(isMarked(events));
      }
      events.mask(last);
      events.raise(last);
      assertEquals(0, table.handlePending(events));
      events.unmask(last);
      handle(events, table, 1);
    }
  }

  @ParameterizedTest(name = LEVELS)
  @ValueSource(ints = {129, 5_000, 300_000})
  void oneOfTwoIsCleared(int capacity) {
    int last = capacity - 1;
    try (PendingEvents events = PendingEvents.create(capacity);
        HandlerTable table = HandlerTable.create(capacity)) {
      for (int index : new int[] {0, 64, last}) {
        table.register(index, () -> {});
      }
      events.raise(0);
      handle(events, table, 1);
      events.raise(last);
      handle(events, table, 1);
      assertTrue(isMarked(events));
      events.raise(64);
      events.raise(last);
      handle(events, table, 2);
      assertFalse(isMarked(events));
    }
  }

  @ParameterizedTest(name = LEVELS)
  @ValueSource(ints = {129, 5_000, 300_000})
  void whoWaitsClearsIt(int capacity) throws InterruptedException {
    try (PendingEvents events = PendingEvents.create(capacity);
        HandlerTable table = HandlerTable.create(capacity)) {
      table.register(70, () -> {});
      events.raise(70);
      handle(events, table, 1);
      assertFalse(events.await(Duration.ZERO));
      assertFalse(isMarked(events));
      events.raise(70);
      assertTrue(events.await(Duration.ZERO));
      handle(events, table, 1);
    }
  }
}
