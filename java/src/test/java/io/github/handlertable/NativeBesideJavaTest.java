// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.handlertable.support.TestNative;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** C functions and Java handlers in one table. */
class NativeBesideJavaTest {
  private static final NativeHandler COUNT = TestNative.handler("count");
  private static final int CAPACITY = 10;

  private final HandlerTable table = HandlerTable.create(CAPACITY);
  private final long countedBefore = TestNative.counted();

  /** How often the C function had run when the Java handler did. */
  private final List<Integer> countsSeen = new ArrayList<>();

  @AfterEach
  void close() {
    table.close();
  }

  private int counted() {
    return Math.toIntExact(TestNative.counted() - countedBefore);
  }

  /** A Java handler; whatever stands beside it, no C lies between it and the one who fires it. */
  private void look() {
    countsSeen.add(counted());
    assertFalse(isInARun());
  }

  private static boolean isInARun() {
    return StackWalker.getInstance()
        .walk(frames -> frames.anyMatch(frame -> frame.getMethodName().equals("handleRun")));
  }

  @Test
  void eachIsHandledAndKeepsItsSlot() {
    assertTrue(table.register(0, COUNT));
    assertTrue(table.register(1, this::look));
    assertFalse(table.register(0, this::look));
    assertFalse(table.register(1, COUNT));

    assertTrue(table.handle(0) && table.handle(1) && table.handle(0));
    assertEquals(List.of(1), countsSeen);
    assertEquals(2, counted());
  }

  @Test
  void aRunOfCFunctionsIsOneCrossing() {
    HandlerTable ofC = HandlerTable.wrap(TestNative.staticTable());
    List<Boolean> inRun = new ArrayList<>();
    ofC.register(1, () -> inRun.add(isInARun()));
    try {
      table.register(0, TestNative.handler("fire_1"));
      assertEquals(3, table.handleAll(0, 0, 0));
      assertEquals(List.of(true, true, true), inRun);
    } finally {
      ofC.unregister(1);
    }
  }

  @Test
  void aFunctionOfTheSystemsLibraryIsAHandlerToo() {
    NativeHandler tzset = NativeLibrary.open("libc.so.6").handler("tzset");
    assertTrue(table.register(0, tzset));
    assertTrue(table.handle(0));
    assertEquals(2, table.handleAll(0, 0));
    assertEquals(Optional.of(tzset), table.unregister(0));
  }

  @Test
  void aNativeHandlerComesOutEqualWhoeverRegisteredIt() {
    assertTrue(table.register(0, COUNT));
    assertTrue(TestNative.register(table.address(), 1, COUNT.address()));
    assertEquals(COUNT, table.unregister(0).orElseThrow());
    assertEquals(COUNT, table.unregister(1).orElseThrow());
    assertFalse(table.handle(0) || table.handle(1));
    assertEquals(0, counted());
  }

  @Test
  void aHandlerThatJavaRegisteredComesOutOfCAsItsWord() {
    assertTrue(table.register(0, COUNT));
    assertEquals(COUNT.address(), TestNative.unregister(table.address(), 0));
    assertEquals(Optional.empty(), table.unregister(0));
  }

  @Test
  void handleAllKeepsTheOrderOfMixedRuns() {
    table.register(0, COUNT);
    table.register(1, this::look);
    table.register(2, COUNT);

    assertEquals(9, table.handleAll(1, 0, 2, 1, -1, 9, 0, 1, 1, 2, CAPACITY, 3, 1));
    assertEquals(List.of(0, 2, 3, 3, 4), countsSeen);
    assertEquals(4, counted());
  }

  @Test
  void handleAllTakesRunsOfAnyLength() {
    table.register(0, COUNT);
    table.register(1, this::look);
    for (int length : new int[] {0, 1, 62, 63, 64, 65, 127, 128, 129, 1000}) {
      int before = counted();
      countsSeen.clear();
      int[] indexes = new int[length + 1];
      indexes[length] = 1;
      assertEquals(length + 1, table.handleAll(indexes));
      assertEquals(List.of(before + length), countsSeen, "a run of " + length);
    }
  }

  @Test
  void handleAllIsAsHandleOneByOneOnAnyMixture() {
    Random random = new Random(42);
    table.register(0, COUNT);
    table.register(1, this::look);
    table.register(2, COUNT);
    table.register(4, this::look);
    for (int round = 0; round < 200; round++) {
      int[] indexes = random.ints(random.nextInt(300), -1, CAPACITY + 1).toArray();

      countsSeen.clear();
      int start = counted();
      int handled = table.handleAll(indexes);
      List<Integer> together = countsSeen.stream().map(count -> count - start).toList();

      countsSeen.clear();
      int middle = counted();
      int handledSingly = 0;
      for (int index : indexes) {
        handledSingly += table.handle(index) ? 1 : 0;
      }
      assertEquals(handledSingly, handled);
      assertEquals(countsSeen.stream().map(count -> count - middle).toList(), together);
      assertEquals(counted() - middle, middle - start);
    }
  }

  @Test
  void handleAllSeesWhatAJavaHandlerBetweenCFunctionsChanges() {
    table.register(0, COUNT);
    table.register(1, () -> table.unregister(0));
    assertEquals(3, table.handleAll(0, 0, 1, 0, 0));
    assertEquals(2, counted());
  }

  @Test
  void handleAllThrowsTheFirstAlsoWhenCFunctionsStandBetween() {
    RuntimeException first = new RuntimeException("first");
    RuntimeException second = new RuntimeException("second");
    table.register(0, COUNT);
    table.register(
        1,
        () -> {
          throw first;
        });
    table.register(
        2,
        () -> {
          throw second;
        });

    assertSame(
        first, assertThrows(RuntimeException.class, () -> table.handleAll(0, 1, 0, 0, 2, 0)));
    assertEquals(List.of(second), List.of(first.getSuppressed()));
    assertEquals(4, counted());
  }
}
