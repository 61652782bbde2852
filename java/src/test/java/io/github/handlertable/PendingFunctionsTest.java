// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.handlertable.internal.Native;
import io.github.handlertable.support.AlsoByJni;
import io.github.handlertable.support.ForeignTable;
import io.github.handlertable.support.TestNative;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How pending C functions are handled: in C, as far as one comes after the other. */
@AlsoByJni
class PendingFunctionsTest {
  /** Below three summary words. */
  private static final int GROUPS = 150;

  private static final int CAPACITY = GROUPS * Long.SIZE;

  private final PendingEvents events = PendingEvents.create(CAPACITY);
  private final HandlerTable table = HandlerTable.create(CAPACITY);
  private final List<Integer> order = new ArrayList<>();
  private final NativeHandler count = TestNative.handler("count");

  /** Its slot 1 is what the C function {@code fire_1} fires. */
  private final HandlerTable ofC = HandlerTable.wrap(TestNative.staticTable());

  private final NativeHandler fire = TestNative.handler("fire_1");

  @AfterEach
  void close() {
    events.close();
    table.close();
    ofC.unregister(1);
    ofC.close();
    assertEquals(0, TestNative.pendingExceptions());
  }

  private void raise(NativeHandler handler, int... indexes) {
    for (int index : indexes) {
      table.register(index, handler);
      assertTrue(events.raise(index));
    }
  }

  @Test
  void oneAGroupAllAreCalled() {
    for (int group = 0; group < GROUPS; group++) {
      raise(count, group * Long.SIZE + group % Long.SIZE);
    }
    long before = TestNative.counted();
    assertEquals(GROUPS, table.handlePending(events));
    assertEquals(GROUPS, TestNative.counted() - before);
    assertEquals(0, table.handlePending(events));
  }

  @Test
  void aJavaHandlerRunsBehindThoseBeforeIt() {
    ofC.register(1, () -> order.add(1));
    raise(fire, 0, 70, 71, 300);
    table.register(200, () -> order.add(2));
    events.raise(200);
    assertEquals(5, table.handlePending(events));
    assertEquals(List.of(1, 1, 1, 2, 1), order);
  }

  /** Wherever it stands among those that are called in C. */
  @Test
  void whatOneLeavesIsToldWithItsIndex() {
    ofC.register(
        1,
        () -> {
          throw new RuntimeException("planned");
        });
    Taking telling =
        new Taking(events) {
          @Override
          void thrown(int index, Throwable what) {
            order.add(index);
          }
        };
    raise(count, 0, 64, 1000, 5000);
    raise(fire, 1, 2, 500, 9000);
    long before = TestNative.counted();
    telling.run(table);
    assertEquals(List.of(1, 2, 500, 9000), order);
    assertEquals(4, TestNative.counted() - before);
  }

  /** Though C leaves something there, too. */
  @Test
  void aListenerMayHandleAnotherSet() {
    ofC.register(
        1,
        () -> {
          throw new RuntimeException("planned");
        });
    PendingEvents others = PendingEvents.create(CAPACITY);
    Taking nesting =
        new Taking(events) {
          @Override
          void thrown(int index, Throwable what) {
            order.add(table.handlePending(others));
          }
        };
    raise(fire, 1);
    raise(count, 5, 70);
    table.register(8, count);
    table.register(9, () -> order.add(9));
    for (int index : new int[] {5, 8, 9}) {
      others.raise(index);
    }
    long before = TestNative.counted();
    nesting.run(table);
    assertEquals(List.of(9, 3), order);
    assertEquals(4, TestNative.counted() - before);
    others.close();
  }

  @Test
  void whatIsLeftWhenARoundEndsByAnErrorIsPending() {
    ofC.register(
        1,
        () -> {
          throw new RuntimeException("planned");
        });
    Error end = new Error("planned");
    Taking ending =
        new Taking(events) {
          @Override
          void thrown(int index, Throwable what) {
            throw end;
          }
        };
    raise(count, 3, 100, 9000);
    raise(fire, 70);
    long before = TestNative.counted();
    assertSame(end, assertThrows(Error.class, () -> ending.run(table)));
    assertEquals(1, TestNative.counted() - before);
    assertFalse(events.isPending(3) || events.isPending(70));
    assertTrue(events.isPending(100) && events.isPending(9000));
    assertEquals(2, ending.run(table));
  }

  @Test
  void whatIsLeftWhenTheTableIsClosedIsPending() {
    ofC.register(1, table::close);
    raise(count, 3, 100, 9000);
    raise(fire, 70);
    long before = TestNative.counted();
    assertEquals(2, table.handlePending(events));
    assertEquals(1, TestNative.counted() - before);
    assertTrue(events.isPending(100) && events.isPending(9000));
  }

  /** Of those that C owns, whose memory stays: nothing but the group that was taken is handled. */
  @Test
  void whenItsTableOrSetIsClosedARoundEnds() {
    long tableOfC = TestNative.createTable(CAPACITY);
    long setOfC = TestNative.createSet(CAPACITY);
    for (boolean closesTable : new boolean[] {true, false}) {
      HandlerTable handling = HandlerTable.wrap(tableOfC);
      PendingEvents raised = PendingEvents.wrap(setOfC);
      for (int index : new int[] {0, 64, 65, 1000, 9000}) {
        handling.register(index, index == 0 ? fire : count);
        raised.raise(index);
      }
      ofC.register(1, closesTable ? handling::close : raised::close);
      assertEquals(1, handling.handlePending(raised));
      ofC.unregister(1);
      for (int index : new int[] {64, 65, 1000, 9000}) {
        assertTrue(TestNative.isPending(setOfC, index));
      }
      handling.close();
      raised.close();
    }
    TestNative.destroySet(setOfC);
    TestNative.destroyTable(tableOfC);
  }

  /** A slot that is empty because of the close had a handler when its index was taken. */
  @Test
  void whatACloseTookOutOfATableOfCIsPending() {
    long tableOfC = TestNative.createTable(CAPACITY);
    HandlerTable handling = HandlerTable.wrap(tableOfC);
    handling.register(0, fire);
    handling.register(1, count);
    handling.register(2, () -> order.add(2));
    handling.register(3, count);
    ofC.register(1, handling::close);
    for (int index = 0; index < 4; index++) {
      events.raise(index);
    }
    long before = TestNative.counted();
    assertEquals(2, handling.handlePending(events));
    assertEquals(1, TestNative.counted() - before);
    assertTrue(events.isPending(2) && events.isPending(3));
    TestNative.destroyTable(tableOfC);
  }

  /** What another class loader has closed is empty for C, whatever is written there late. */
  @Test
  void aRoundInATableThatAnotherLoaderHasClosedEnds() throws Exception {
    ForeignTable other = new ForeignTable(4);
    HandlerTable handling = HandlerTable.wrap(other.address());
    other.call("close");
    for (int index = 0; index < 3; index++) {
      TestNative.put(other.address(), index, count.address());
      events.raise(index);
    }
    assertEquals(0, handling.handlePending(events));
    handling.close();
  }

  /** Also where a handler has closed the set before C functions have their turn. */
  @Test
  void aRoundInATableThatAnotherLoaderHasClosedEndsWithItsSet() throws Exception {
    ForeignTable other = new ForeignTable(4);
    HandlerTable handling = HandlerTable.wrap(other.address());
    other.call("close");
    handling.register(0, events::close);
    for (int index = 1; index < 4; index++) {
      handling.register(index, count);
    }
    for (int index = 0; index < 4; index++) {
      events.raise(index);
    }
    handling.handlePending(events);
    handling.close();
  }

  /** A handler that comes where a C function was runs in its place. */
  @Test
  void oneMayReplaceAnother() {
    ofC.register(1, () -> table.replace(500, () -> order.add(500)));
    raise(fire, 0);
    raise(count, 64, 500, 600);
    long before = TestNative.counted();
    assertEquals(4, table.handlePending(events));
    assertEquals(List.of(500), order);
    assertEquals(2, TestNative.counted() - before);
  }

  /** One that no downcall has taken is told apart, and not as one of the functions that follow. */
  @Test
  void whatWasLeftBeforeIsNotTold() throws Exception {
    RuntimeException late = new RuntimeException("planned");
    List<Throwable> uncaught = new ArrayList<>();
    table.register(3, () -> Native.putThrown(late)); // as where the stack ends in Thrown.caught
    table.register(64, count);
    raise(count, 70, 130);
    events.raise(3);
    Thread thread =
        new Thread(
            () ->
                new Taking(events) {
                  @Override
                  void thrown(int index, Throwable what) {
                    order.add(index);
                  }
                }.run(table));
    thread.setUncaughtExceptionHandler((dying, throwable) -> uncaught.add(throwable));
    thread.start();
    thread.join();
    assertEquals(List.of(), order);
    assertEquals(List.of(late), uncaught);
  }
}
