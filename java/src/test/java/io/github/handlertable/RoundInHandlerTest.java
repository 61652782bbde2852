// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.handlertable.support.AlsoByJni;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A handler that handles what is pending in the same set, which is a round of its own. */
@AlsoByJni
class RoundInHandlerTest {
  private final List<Throwable> inner = new ArrayList<>();

  private static void fail(RuntimeException failure) {
    throw failure;
  }

  @Test
  void countsAndThrowsForItself() {
    RuntimeException here = new RuntimeException("planned");
    RuntimeException there = new RuntimeException("planned");
    try (PendingEvents events = PendingEvents.create(4);
        HandlerTable table = HandlerTable.create(4)) {
      table.register(0, () -> fail(here));
      table.register(
          1,
          () -> {
            events.raise(3);
            inner.add(assertThrows(RuntimeException.class, () -> table.handlePending(events)));
          });
      table.register(3, () -> fail(there));
      for (int round = 1; round <= 3; round++) {
        events.raise(0);
        events.raise(1);
        assertSame(here, assertThrows(RuntimeException.class, () -> table.handlePending(events)));
        assertEquals(round, inner.size());
        assertSame(there, inner.get(round - 1));
      }
      assertEquals(0, here.getSuppressed().length + there.getSuppressed().length);
      table.replace(0, () -> {});
      table.replace(1, () -> table.handlePending(events));
      table.register(2, () -> {});
      for (int index = 0; index < 3; index++) {
        events.raise(index);
      }
      assertEquals(3, table.handlePending(events));
    }
  }
}
