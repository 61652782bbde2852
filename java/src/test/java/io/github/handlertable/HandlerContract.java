// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static io.github.handlertable.support.Throwables.throwing;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.handlertable.support.Table;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every handler table does for handlers that throw, or that use their table as they run. */
@Timeout(60)
interface HandlerContract {
  Table create(int capacity);

  @Test
  default void whatAHandlerThrowsComesOutOfHandleAndTheHandlerStays() {
    try (Table table = create(1)) {
      for (Throwable thrown : List.of(new IllegalStateException(), new Error(), new Exception())) {
        table.register(0, throwing(thrown));
        assertSame(thrown, assertThrows(Throwable.class, () -> table.handle(0)));
        assertSame(thrown, assertThrows(Throwable.class, () -> table.handle(0)));
        assertEquals(0, thrown.getSuppressed().length);
        assertTrue(table.unregister(0).isPresent());
      }
    }
  }

  @Test
  default void handleAllHandlesAllAndThrowsTheFirstWithTheLaterOnesSuppressed() {
    try (Table table = create(4)) {
      int[] runs = {0};
      Throwable first = new Exception("first");
      Throwable second = new Error("second");
      Throwable third = new RuntimeException("third");
      table.register(0, throwing(first));
      table.register(1, throwing(second));
      table.register(2, () -> runs[0]++);
      table.register(3, throwing(third));

      Throwable thrown = assertThrows(Throwable.class, () -> table.handleAll(2, 0, 2, 1, 3, 2));
      assertSame(first, thrown);
      assertArrayEquals(new Throwable[] {second, third}, first.getSuppressed());
      assertEquals(3, runs[0]);
    }
  }

  @Test
  default void handleAllThrowsTheSameThrowableOnlyOnce() {
    try (Table table = create(1)) {
      Throwable same = new RuntimeException();
      table.register(0, throwing(same));
      assertSame(same, assertThrows(RuntimeException.class, () -> table.handleAll(0, 0)));
      assertEquals(0, same.getSuppressed().length);
    }
  }

  @Test
  default void aHandlerMayReplaceItself() {
    try (Table table = create(1)) {
      List<String> ran = new ArrayList<>();
      Handler second = () -> ran.add("second");
      Handler first =
          () -> {
            assertTrue(table.unregister(0).isPresent());
            assertFalse(table.handle(0));
            assertTrue(table.register(0, second));
            ran.add("first");
          };
      table.register(0, first);

      assertTrue(table.handle(0));
      assertTrue(table.handle(0));
      assertEquals(List.of("first", "second"), ran);
      assertSame(second, table.unregister(0).orElseThrow());
    }
  }

  @Test
  default void aHandlerMayReplaceItselfInOneStepAndSeeWhatIsThere() {
    try (Table table = create(1)) {
      List<String> ran = new ArrayList<>();
      Handler second = () -> ran.add("second");
      Handler[] first = new Handler[1];
      first[0] =
          () -> {
            assertSame(first[0], table.handler(0).orElseThrow());
            assertSame(first[0], table.replace(0, second).orElseThrow());
            assertTrue(table.handle(0));
            ran.add("first");
          };
      table.register(0, first[0]);
      assertTrue(table.handle(0));
      assertEquals(List.of("second", "first"), ran);
      assertSame(second, table.unregister(0).orElseThrow());
    }
  }

  @Test
  default void aHandlerMayHandleOtherIndexesAndItself() {
    try (Table table = create(2)) {
      List<Integer> ran = new ArrayList<>();
      table.register(0, () -> ran.add(0));
      table.register(
          1,
          () -> {
            ran.add(1);
            if (ran.size() < 4) {
              assertTrue(table.handle(0));
              assertEquals(1, table.handleAll(1));
            }
          });
      assertTrue(table.handle(1));
      assertEquals(List.of(1, 0, 1, 0, 1), ran);
    }
  }

  @Test
  default void handleAllSeesWhatItsHandlersChange() {
    try (Table table = create(3)) {
      List<Integer> ran = new ArrayList<>();
      table.register(
          0,
          () -> {
            table.unregister(1);
            table.register(2, () -> ran.add(2));
          });
      table.register(1, () -> ran.add(1));
      assertEquals(2, table.handleAll(0, 1, 2));
      assertEquals(List.of(2), ran);
    }
  }

  @Test
  default void aHandlerMayCloseItsTable() {
    Table table = create(2);
    int[] runs = {0};
    table.register(0, table::close);
    table.register(1, () -> runs[0]++);
    assertEquals(1, table.handleAll(0, 1));
    assertTrue(table.isClosed());
    assertEquals(0, runs[0]);
  }
}
