// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.handlertable.support.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every handler table does on one thread, whatever it is made of. */
@Timeout(60)
interface HandlerTableContract {
  int CAPACITY = 9;
  Handler NOTHING = () -> {};

  Table create(int capacity);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, CAPACITY})
  default void anEmptySlotHasNothingToHandleOrUnregisterAtAnyIndex(int capacity) {
    try (Table table = create(capacity)) {
      assertEquals(capacity, table.capacity());
      for (int index : indexesAround(capacity)) {
        assertFalse(table.handle(index), "handle " + index);
        assertEquals(Optional.empty(), table.unregister(index), "unregister " + index);
        assertEquals(Optional.empty(), table.handler(index), "handler " + index);
        assertEquals(0, table.handleAll(index), "handleAll " + index);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, CAPACITY})
  default void aHandlerGoesInOnceAndRunsAndComesOutOnceAtEachIndexWithinBoundsOnly(int capacity) {
    for (int index : indexesAround(capacity)) {
      try (Table table = create(capacity)) {
        boolean within = isWithin(index, capacity);
        int[] runs = {0};
        Handler handler = () -> runs[0]++;

        assertEquals(within, table.register(index, handler), "register " + index);
        assertFalse(table.register(index, NOTHING), "register again " + index);
        assertEquals(within, table.handle(index), "handle " + index);
        assertEquals(within ? 1 : 0, table.handleAll(index), "handleAll " + index);
        assertEquals(within ? 2 : 0, runs[0], "runs at " + index);
        assertSame(
            within ? handler : null, table.unregister(index).orElse(null), "unregister " + index);

        assertFalse(table.handle(index), "handle when out " + index);
        assertEquals(Optional.empty(), table.unregister(index), "unregister again " + index);
        assertEquals(within, table.register(index, handler), "register when out " + index);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, CAPACITY})
  default void replaceFillsAnEmptySlotAndAFullOneAtEachIndexWithinBoundsOnly(int capacity) {
    for (int index : indexesAround(capacity)) {
      try (Table table = create(capacity)) {
        boolean within = isWithin(index, capacity);
        List<String> ran = new ArrayList<>();
        Handler first = () -> ran.add("first");
        Handler second = () -> ran.add("second");

        assertEquals(Optional.empty(), table.replace(index, first), "replace empty " + index);
        assertSame(within ? first : null, table.handler(index).orElse(null), "handler " + index);
        assertEquals(within, table.handle(index), "handle " + index);
        assertFalse(table.register(index, NOTHING), "register " + index);
        assertSame(
            within ? first : null, table.replace(index, second).orElse(null), "replace " + index);
        assertSame(within ? second : null, table.handler(index).orElse(null), "then " + index);
        assertEquals(within, table.handle(index), "handle again " + index);
        assertEquals(within ? List.of("first", "second") : List.of(), ran);
        assertSame(
            within ? second : null, table.replace(index, second).orElse(null), "same " + index);
        assertSame(
            within ? second : null, table.unregister(index).orElse(null), "unregister " + index);
        assertFalse(table.handle(index), "handle when out " + index);
        assertEquals(Optional.empty(), table.handler(index), "handler when out " + index);
      }
    }
  }

  @Test
  default void replaceLeavesTheOtherSlotsAlone() {
    try (Table table = create(3)) {
      Handler[] handlers = {() -> {}, () -> {}, () -> {}};
      for (int index = 0; index < 3; index++) {
        assertTrue(table.register(index, handlers[index]));
      }
      table.replace(1, NOTHING);
      assertSame(handlers[0], table.handler(0).orElseThrow());
      assertSame(NOTHING, table.handler(1).orElseThrow());
      assertSame(handlers[2], table.handler(2).orElseThrow());
    }
  }

  @Test
  default void eachSlotHasItsOwnHandler() {
    try (Table table = create(CAPACITY)) {
      int[] runs = new int[CAPACITY];
      for (int index = 0; index < CAPACITY; index++) {
        int slot = index;
        assertTrue(table.register(index, () -> runs[slot]++));
      }
      for (int index = 0; index < CAPACITY; index++) {
        for (int time = 0; time <= index; time++) {
          assertTrue(table.handle(index));
        }
      }
      assertArrayEquals(IntStream.rangeClosed(1, CAPACITY).toArray(), runs);
    }
  }

  @Test
  default void oneHandlerCanBeInSeveralSlotsAndTables() {
    try (Table table = create(2);
        Table other = create(1)) {
      int[] runs = {0};
      Handler handler = () -> runs[0]++;
      assertTrue(table.register(0, handler) && table.register(1, handler));
      assertTrue(other.register(0, handler));

      assertSame(handler, table.unregister(0).orElseThrow());
      assertFalse(table.handle(0));
      assertTrue(table.handle(1) && other.handle(0));
      assertEquals(2, runs[0]);
    }
  }

  @Test
  default void handleAllGoesInOrderRepeatsAndSkipsWhatIsEmptyOrOutOfBounds() {
    try (Table table = create(3)) {
      List<Integer> ran = new ArrayList<>();
      table.register(0, () -> ran.add(0));
      table.register(2, () -> ran.add(2));

      assertEquals(0, table.handleAll());
      assertEquals(4, table.handleAll(2, 0, Integer.MIN_VALUE, 1, 2, -1, 3, 2, Integer.MAX_VALUE));
      assertEquals(List.of(2, 0, 2, 2), ran);
    }
  }

  @Test
  default void aClosedTableRefusesEverythingAndMayBeClosedAgain() {
    Table table = create(CAPACITY);
    table.register(0, NOTHING);
    assertFalse(table.isClosed());
    table.close();
    table.close();

    assertTrue(table.isClosed());
    assertEquals(CAPACITY, table.capacity());
    for (int index : indexesAround(CAPACITY)) {
      assertThrows(IllegalStateException.class, () -> table.register(index, NOTHING));
      assertThrows(IllegalStateException.class, () -> table.replace(index, NOTHING));
      assertThrows(IllegalStateException.class, () -> table.handler(index));
      assertThrows(IllegalStateException.class, () -> table.unregister(index));
      assertThrows(IllegalStateException.class, () -> table.handle(index));
      assertThrows(IllegalStateException.class, () -> table.handleAll(index));
    }
    assertThrows(IllegalStateException.class, () -> table.handleAll());
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, CAPACITY - 1, CAPACITY, Integer.MAX_VALUE})
  default void nullIsNoHandlerAtAnyIndex(int index) {
    try (Table table = create(CAPACITY)) {
      assertThrows(NullPointerException.class, () -> table.register(index, null));
      assertThrows(NullPointerException.class, () -> table.replace(index, null));
      assertFalse(table.handle(index));
    }
  }

  private static int[] indexesAround(int capacity) {
    return new int[] {Integer.MIN_VALUE, -1, 0, capacity - 1, capacity, Integer.MAX_VALUE};
  }

  private static boolean isWithin(int index, int capacity) {
    return index >= 0 && index < capacity;
  }
}
