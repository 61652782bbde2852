// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.handlertable.child.CloseManyTables;
import io.github.handlertable.support.Child;
import io.github.handlertable.support.Scale;
import io.github.handlertable.support.TestNative;
import io.github.handlertable.support.Together;
import java.lang.ref.Reference;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What close leaves of a table that was made in Java, for C and in memory. */
class ClosedTableTest {
  private static final int MOST_BYTES = 8192;

  @ParameterizedTest
  @CsvSource({"1g, 1000, 65536", "1g, 4000, 8192"})
  void aClosedTableTakesNoMoreThan8KiBUntilItIsCollected(String heap, int tables, int capacity) {
    Child.java(
            Child.options("-Xmx" + heap, "-XX:+UseSerialGC"),
            CloseManyTables.class,
            Integer.toString(Scale.times(tables)),
            Integer.toString(capacity),
            Integer.toString(MOST_BYTES))
        .succeeded("bytes for each closed table");
  }

  @Test
  void forCEveryIndexOfAClosedTableIsOutOfBounds() {
    HandlerTable table = HandlerTable.create(8);
    long address = table.address();
    long function = TestNative.handler("count").address();
    assertTrue(table.register(1, () -> {}));
    table.close();
    assertFalse(TestNative.handle(address, 1));
    assertFalse(TestNative.register(address, 1, function));
    assertEquals(0, TestNative.replace(address, 1, function));
    assertEquals(0, TestNative.unregister(address, 1));
    assertEquals(0, TestNative.word(address, 1));
    assertEquals(0, TestNative.handleAll(address, new int[] {0, 1, 7}));
    Reference.reachabilityFence(table);
  }

  @Test
  void aTableOfCsKeepsItsSlotsWhenItIsClosed() {
    long address = TestNative.createTable(8);
    long function = TestNative.handler("count").address();
    HandlerTable table = HandlerTable.wrap(address);
    table.close();
    assertTrue(TestNative.register(address, 7, function));
    assertEquals(function, TestNative.unregister(address, 7));
    TestNative.destroyTable(address);
  }

  /**
   * C is in the middle of {@code ht_handle_all}, and of registering, with the capacity that it read
   * before: it reads and writes slots whose pages the closing thread gives back.
   */
  @Test
  void closeWhileCHandlesAndRegistersInTheSlots() throws Exception {
    int capacity = 4096; // 8 pages
    int[] indexes = IntStream.range(0, capacity / 64).map(i -> i * 64).toArray();
    long function = TestNative.handler("count").address();
    for (int round = 0; round < Scale.times(100); round++) {
      HandlerTable table = HandlerTable.create(capacity);
      long address = table.address();
      AtomicBoolean closed = new AtomicBoolean();
      AtomicLong late = new AtomicLong();
      for (int index : indexes) {
        assertTrue(table.register(index, () -> {}));
      }
      List<Boolean> ends =
          Together.run(
              3,
              number -> {
                if (number == 0) {
                  table.close();
                  closed.set(true);
                  return true;
                }
                boolean last;
                do {
                  last = closed.get(); // before the calls: so the last ones begin after close
                  if (number == 1) {
                    late.addAndGet(last ? TestNative.handleAll(address, indexes) : 0);
                    TestNative.handleAll(address, indexes);
                  } else {
                    for (int index = 1; index < capacity; index += 64) {
                      late.addAndGet(TestNative.register(address, index, function) && last ? 1 : 0);
                    }
                  }
                } while (!last);
                return true;
              });
      assertEquals(3, ends.size());
      assertEquals(0, late.get(), "calls and registrations that began after close");
      Reference.reachabilityFence(table);
    }
  }
}
