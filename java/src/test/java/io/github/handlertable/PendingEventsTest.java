// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.handlertable.support.AlsoByJni;
import io.github.handlertable.support.TestNative;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each operation of a pending set answers. */
@AlsoByJni
class PendingEventsTest {
  /** Around each size at which a set gets one more word, or one more level. */
  static Stream<Integer> capacities() {
    return Stream.of(0, 6, 12, 18, 24)
        .flatMap(bits -> Stream.of((1 << bits) - 1, 1 << bits, (1 << bits) + 1))
        .filter(capacity -> capacity <= 1 << 24);
  }

  /** The indexes at the edges of words and summary words. */
  static int[] edges(int capacity) {
    return capacities()
        .flatMap(edge -> Stream.of(edge - 1, edge, capacity - edge, capacity - 1 - edge))
        .filter(index -> index >= 0 && index < capacity)
        .mapToInt(index -> index)
        .distinct()
        .sorted()
        .toArray();
  }

  @ParameterizedTest
  @MethodSource("capacities")
  void whatIsRaisedIsPendingAndHandledOnceInOrder(int capacity) {
    try (PendingEvents events = PendingEvents.create(capacity);
        HandlerTable table = HandlerTable.create(capacity)) {
      assertEquals(capacity, events.capacity());
      int[] edges = edges(capacity);
      List<Integer> handled = new ArrayList<>();
      for (int index : edges) {
        table.register(index, () -> handled.add(index));
        assertFalse(events.isPending(index));
        assertTrue(events.raise(index));
        assertTrue(events.raise(index));
        assertTrue(events.isPending(index));
        assertTrue(TestNative.isPending(events.address(), index));
      }
      assertEquals(edges.length, table.handlePending(events));
      assertEquals(IntStream.of(edges).boxed().toList(), handled);
      assertEquals(0, table.handlePending(events));
      for (int index : edges) {
        assertFalse(events.isPending(index));
      }
      for (int index : edges) { // one alone, from a state in which summary words are stale
        events.raise(index);
        assertEquals(1, table.handlePending(events));
        assertEquals(index, handled.get(handled.size() - 1));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("capacities")
  void outOfBoundsIsAnAnswer(int capacity) throws Exception {
    try (PendingEvents events = PendingEvents.create(capacity)) {
      for (int index : new int[] {-1, Integer.MIN_VALUE, capacity, Integer.MAX_VALUE}) {
        assertFalse(events.raise(index));
        assertFalse(events.mask(index));
        assertFalse(events.unmask(index));
        assertFalse(events.isPending(index));
        assertFalse(events.isMasked(index));
        assertThrows(IllegalArgumentException.class, () -> events.raiser(index));
      }
      assertFalse(events.await(Duration.ZERO));
    }
  }

  @ParameterizedTest
  @MethodSource("capacities")
  void aMaskedIndexStaysPendingUntilItIsUnmasked(int capacity) throws Exception {
    try (PendingEvents events = PendingEvents.create(capacity);
        HandlerTable table = HandlerTable.create(capacity)) {
      for (int index : edges(capacity)) {
        table.register(index, () -> {});
        assertFalse(events.isMasked(index));
        assertTrue(events.mask(index));
        assertTrue(events.isMasked(index));
        assertTrue(events.raise(index));
        assertEquals(0, table.handlePending(events));
        assertFalse(events.await(Duration.ZERO));
        assertTrue(events.isPending(index));
        assertTrue(events.unmask(index));
        assertTrue(events.await(Duration.ZERO));
        assertEquals(1, table.handlePending(events));
        assertFalse(events.await(Duration.ZERO));
      }
    }
  }

  @Test
  void itDoesAsASetOfIndexesWould() {
    int capacity = 5000;
    Random random = new Random(1);
    try (PendingEvents events = PendingEvents.create(capacity);
        HandlerTable table = HandlerTable.create(capacity)) {
      TreeSet<Integer> pending = new TreeSet<>();
      TreeSet<Integer> masked = new TreeSet<>();
      List<Integer> handled = new ArrayList<>();
      for (int index = 0; index < capacity; index += 2) { // the odd ones are taken all the same
        int number = index;
        table.register(index, () -> handled.add(number));
      }
      for (int step = 0; step < 50_000; step++) {
        int index = random.nextInt(capacity);
        int what = random.nextInt(100);
        if (what < 60) {
          events.raise(index);
          pending.add(index);
        } else if (what < 75) {
          events.mask(index);
          masked.add(index);
        } else if (what < 98) {
          events.unmask(index);
          masked.remove(index);
        } else {
          List<Integer> expected =
              pending.stream().filter(i -> i % 2 == 0 && !masked.contains(i)).toList();
          pending.retainAll(masked);
          boolean byC = random.nextBoolean();
          long count =
              byC
                  ? TestNative.handlePending(table.address(), events.address(), capacity)
                  : table.handlePending(events);
          assertEquals(expected.size(), count);
          assertEquals(expected, handled.stream().sorted().toList());
          handled.clear();
        }
        assertEquals(pending.contains(index), events.isPending(index));
        assertEquals(masked.contains(index), events.isMasked(index));
      }
    }
  }

  @Test
  void capacitiesThatCannotBeAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> PendingEvents.create(-1));
    assertThrows(IllegalArgumentException.class, () -> PendingEvents.create((1 << 24) + 1));
  }

  @Test
  void thereIsOneObjectForEachSet() {
    PendingEvents events = PendingEvents.create(10);
    assertSame(events, PendingEvents.wrap(events.address()));
    events.close();
    assertThrows(IllegalStateException.class, () -> PendingEvents.wrap(events.address()));

    long ofC = TestNative.createSet(100);
    PendingEvents wrapped = PendingEvents.wrap(ofC);
    assertSame(wrapped, PendingEvents.wrap(ofC));
    assertEquals(100, wrapped.capacity());
    assertEquals(ofC, wrapped.address());
    assertTrue(TestNative.raise(ofC, 99));
    assertTrue(wrapped.isPending(99));
    wrapped.close();
    PendingEvents again = PendingEvents.wrap(ofC);
    assertNotSame(wrapped, again);
    assertTrue(again.isPending(99)); // close groups what is C's as it is
    again.close();
    TestNative.destroySet(ofC);
  }

  @Test
  void whereNoSetIsNoneIsWrapped() {
    HandlerTable table = HandlerTable.create(8);
    assertThrows(IllegalArgumentException.class, () -> PendingEvents.wrap(0));
    assertThrows(IllegalArgumentException.class, () -> PendingEvents.wrap(table.address()));
    assertThrows(IllegalArgumentException.class, () -> PendingEvents.wrap(table.address() + 8));
    table.close();
  }

  @Test
  void aClosedSetThrowsButForAwait() throws Exception {
    PendingEvents events = PendingEvents.create(10);
    HandlerTable table = HandlerTable.create(10);
    long address = events.address();
    events.raise(3);
    events.close();
    events.close();
    assertTrue(events.isClosed());
    assertEquals(10, events.capacity());
    assertEquals(address, events.address());
    assertFalse(events.await(Duration.ofDays(1)));
    for (Executable operation :
        new Executable[] {
          () -> events.raise(3),
          () -> events.mask(99),
          () -> events.unmask(3),
          () -> events.isPending(3),
          () -> events.isMasked(3),
          () -> events.raiser(3),
          () -> table.handlePending(events),
          () -> EventLoop.start(table, events)
        }) {
      assertThrows(IllegalStateException.class, operation);
    }
    assertFalse(TestNative.isPending(address, 3)); // its memory has gone, its addresses stay
    PendingEvents other = PendingEvents.create(10);
    table.close();
    assertThrows(IllegalStateException.class, () -> table.handlePending(other));
    assertThrows(NullPointerException.class, () -> HandlerTable.create(1).handlePending(null));
    assertNotEquals(address, other.address());
    other.close();
  }
}
