// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static io.github.handlertable.support.Throwables.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.handlertable.internal.Layout;
import io.github.handlertable.support.TestNative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every error that {@link HandlerTable} documents, and whether it tells what to do. */
class HandlerTableErrorTest {
  private static final int LARGEST = 1 << 24;

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, LARGEST + 1, Integer.MAX_VALUE})
  void createRefusesACapacityThatIsNegativeOrTooLarge(int capacity) {
    assertFails(
        IllegalArgumentException.class,
        () -> HandlerTable.create(capacity),
        "capacity " + capacity,
        "between 0 and 16777216");
  }

  @Test
  void createTakesTheLargestCapacity() {
    try (HandlerTable table = HandlerTable.create(LARGEST)) {
      int[] runs = {0};
      assertTrue(table.register(LARGEST - 1, () -> runs[0]++));
      assertTrue(table.handle(LARGEST - 1));
      assertFalse(table.handle(LARGEST) || table.register(LARGEST, () -> {}));
      assertEquals(1, runs[0]);
    }
  }

  @ParameterizedTest
  @ValueSource(
      longs = {0, 8, 42, Layout.CACHE_LINE, Long.MIN_VALUE, Long.MAX_VALUE, -Layout.CACHE_LINE, -1})
  void wrapRefusesAnAddressWhereNoMemoryIs(long address) {
    assertFails(
        IllegalArgumentException.class,
        () -> HandlerTable.wrap(address),
        "no table at 0x" + Long.toHexString(address) + ";",
        "ht_create or HT_DEFINE");
  }

  @Test
  void wrapRefusesAnAddressThatIsNoCacheLine() {
    try (HandlerTable table = HandlerTable.create(1)) {
      assertNoTable(table.address() + Long.BYTES);
      assertNoTable(table.address() + 1);
    }
  }

  @Test
  void wrapRefusesMemoryThatIsNoTable() {
    try (HandlerTable memory = HandlerTable.create(8)) {
      assertNoTable(memory.address() + Layout.CACHE_LINE);
      TestNative.register(memory.address(), 0, 8); // a capacity alone
      assertNoTable(memory.address() + Layout.CACHE_LINE);
    }
  }

  @Test
  void wrapRefusesMemoryThatCannotBeWritten() {
    assertNoTable(TestNative.readOnlyTable());
  }

  @ParameterizedTest
  @ValueSource(longs = {LARGEST + 1, Long.MAX_VALUE, -1})
  void wrapRefusesATableWithMoreSlotsThanJavaTakes(long capacity) {
    assertTooLarge(capacity);
  }

  @Test
  void wrapRefusesATableThatEndsBehindItsMemory() {
    assertTooLarge(LARGEST);
  }

  /** As if the first slots of a table were the header of one with this capacity. */
  private static void assertTooLarge(long capacity) {
    try (HandlerTable memory = HandlerTable.create(8)) {
      long address = memory.address() + Layout.CACHE_LINE;
      TestNative.register(memory.address(), 0, capacity);
      TestNative.register(memory.address(), 1, Layout.ABI);
      assertFails(
          IllegalArgumentException.class,
          () -> HandlerTable.wrap(address),
          "0x" + Long.toHexString(address),
          Long.toUnsignedString(capacity) + " slots",
          "up to 16777216",
          "writable");
    }
  }

  private static void assertNoTable(long address) {
    assertFails(
        IllegalArgumentException.class,
        () -> HandlerTable.wrap(address),
        "no table at 0x" + Long.toHexString(address) + ";");
  }

  @Test
  void registerAndReplaceRefuseNullWhereverItWouldGo() {
    try (HandlerTable table = HandlerTable.create(1)) {
      for (int index : new int[] {-1, 0, 1}) {
        assertFails(
            NullPointerException.class, () -> table.register(index, null), "handler", "unregister");
        assertFails(
            NullPointerException.class, () -> table.replace(index, null), "handler", "unregister");
      }
    }
  }

  @Test
  void handleAllRefusesNull() {
    try (HandlerTable table = HandlerTable.create(1)) {
      assertFails(NullPointerException.class, () -> table.handleAll((int[]) null), "indexes");
    }
  }

  @Test
  void aClosedTableSaysThatItIsClosedAndStillAnswersWhatItWas() {
    HandlerTable table = HandlerTable.create(3);
    long address = table.address();
    table.close();
    table.close();

    for (int index : new int[] {-1, 0, 3}) {
      assertClosed(() -> table.register(index, () -> {}));
      assertClosed(() -> table.register(index, TestNative.handler("count")));
      assertClosed(() -> table.replace(index, () -> {}));
      assertClosed(() -> table.replace(index, TestNative.handler("count")));
      assertClosed(() -> table.handler(index));
      assertClosed(() -> table.unregister(index));
      assertClosed(() -> table.handle(index));
      assertClosed(() -> table.handleAll(index));
    }
    assertClosed(() -> table.handleAll());
    assertClosed(() -> HandlerTable.wrap(address));
    assertThrows(NullPointerException.class, () -> table.register(0, null));

    assertTrue(table.isClosed());
    assertEquals(3, table.capacity());
    assertEquals(address, table.address());
    assertEquals("HandlerTable[3 slots at 0x" + Long.toHexString(address) + "]", table.toString());
  }

  private static void assertClosed(Executable call) {
    assertFails(IllegalStateException.class, call, "HandlerTable[3 slots", "is closed", "new one");
  }
}
