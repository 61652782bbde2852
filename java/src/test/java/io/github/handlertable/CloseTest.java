// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.handlertable.internal.Layout;
import io.github.handlertable.internal.Machine;
import io.github.handlertable.support.AlsoByJni;
import io.github.handlertable.support.TestNative;
import io.github.handlertable.support.TestNative.Middle;
import io.github.handlertable.support.Together;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A closed table has no handler of Java any more, whoever was about to put one in. */
@AlsoByJni
class CloseTest extends TableOfC {
  @Test
  void closeTakesOutJavasHandlersAndLeavesTheFunctionsOfC() {
    HandlerTable table = HandlerTable.wrap(address);
    assertTrue(table.register(0, handler) && table.register(1, COUNT));
    assertTrue(table.register(2, handler));
    assertTrue(TestNative.register(address, 3, COUNT.address()));
    long moved = TestNative.unregister(address, 2);
    table.close();

    assertThrows(IllegalStateException.class, () -> table.handle(1));
    assertFalse(TestNative.handle(address, 0));
    assertTrue(TestNative.handle(address, 1) && TestNative.handle(address, 3));
    TestNative.call(moved);
    assertEquals(0, runs);

    HandlerTable next = HandlerTable.wrap(address);
    assertNotSame(table, next);
    assertFalse(next.register(1, handler));
    assertEquals(COUNT, next.unregister(1).orElseThrow());
    assertEquals(COUNT, next.unregister(3).orElseThrow());
    assertTrue(next.register(0, handler) && next.handle(0));
    table.close(); // the old object closes once more; the new one stays open
    assertTrue(next.handle(0));
    assertSame(next, HandlerTable.wrap(address));
  }

  @Test
  void closeTakesOutWhatCMovedToAnotherSlot() {
    HandlerTable table = HandlerTable.wrap(address);
    assertTrue(table.register(0, handler));
    assertTrue(TestNative.register(address, 1, TestNative.unregister(address, 0)));
    table.close();
    assertEquals(0, TestNative.word(address, 1));
  }

  /** Whoever has closed may have C free the table, also if another thread was first. */
  @Test
  void ofTwoWhoCloseNoneReturnsBeforeTheTableIsEmpty() throws Exception {
    for (int round = 0; round < 30; round++) {
      long large = TestNative.createTable(1 << 20);
      HandlerTable table = HandlerTable.wrap(large);
      assertTrue(table.register((1 << 20) - 1, handler));
      AtomicBoolean freed = new AtomicBoolean();
      Together.run(
          2,
          number -> {
            table.close();
            if (!freed.getAndSet(true)) {
              assertEquals(0, TestNative.word(large, (1 << 20) - 1));
              TestNative.destroyTable(large);
            }
            return null;
          });
    }
  }

  /** The same of a set: none writes into it afterwards. */
  @Test
  void ofTwoWhoCloseNoneReturnsBeforeTheSetIsLeft() throws Exception {
    aClosedSetOfCsIsLeftBeside(PendingEvents::close);
  }

  /**
   * A wake that no caller of await knows of: as of an interrupt, or of a loop that another ends.
   */
  @Test
  void noWakeIsLeftInASetOfCsWhenItIsClosed() throws Exception {
    aClosedSetOfCsIsLeftBeside(PendingEvents::wake);
  }

  private static void aClosedSetOfCsIsLeftBeside(Consumer<PendingEvents> other) throws Exception {
    long set = TestNative.createSet(64);
    long top = set + Layout.PENDING_ROOT + Long.BYTES; // and the wakes
    for (int round = 0; round < 2000; round++) { // a wrap takes the longer, the more is mapped
      PendingEvents events = PendingEvents.wrap(set);
      List<Long> tops =
          Together.run(
              2,
              number -> {
                if (number == 0) {
                  other.accept(events);
                } else {
                  events.close();
                }
                return Machine.read(top);
              });
      assertEquals(Machine.read(top), tops.get(1));
    }
    TestNative.destroySet(set);
  }

  @Test
  void handleAllEndsWhereAHandlerClosesTheTable() {
    HandlerTable table = HandlerTable.wrap(address);
    long counted = TestNative.counted();
    table.register(0, table::close);
    table.register(1, COUNT);
    assertEquals(1, table.handleAll(0, 1, 1));
    assertEquals(counted, TestNative.counted());
    assertEquals(COUNT.address(), TestNative.unregister(address, 1));
  }

  /** As who ends what C has given back, or calls a stub late, may do: C may free its table then. */
  @Test
  void closeWaitsForWhoLooksAtASlotOfCs() throws Exception {
    HandlerTable table = HandlerTable.wrap(address);
    assertTrue(table.beginReading());
    Thread closing = new Thread(table::close);
    closing.start();
    for (int looks = 0; looks < 1000; looks++) {
      while (!table.isClosed()) {
        Thread.onSpinWait();
      }
      Thread.yield();
    }
    assertTrue(closing.isAlive());
    assertFalse(table.beginReading());
    table.endReading();
    closing.join();
  }

  @Test
  void nobodyEntersAClosedSetOfCsWhereOnlyARoundIsLeft() {
    long set = TestNative.createSet(64);
    PendingEvents events = PendingEvents.wrap(set);
    long wakes = set + Layout.PENDING_ROOT + Long.BYTES + Integer.BYTES;
    try (HandlerTable table = HandlerTable.create(1)) {
      table.register(
          0,
          () -> {
            events.close();
            int before = Machine.readInt(wakes);
            events.wake();
            assertEquals(before, Machine.readInt(wakes));
          });
      events.raise(0);
      assertEquals(1, table.handlePending(events));
    }
    TestNative.destroySet(set);
  }

  @Test
  void wrapFinishesACloseThatEndedHalfWay() {
    HandlerTable table = HandlerTable.wrap(address);
    for (int index = 0; index < CAPACITY; index++) {
      assertTrue(table.register(index, handler));
    }
    TestNative.inTheMiddle(
        Middle.BEFORE_REMOVE,
        () -> {
          throw new StackOverflowError("as if");
        },
        () -> assertThrows(StackOverflowError.class, table::close));
    assertTrue(table.isClosed());
    HandlerTable next = HandlerTable.wrap(address);
    assertNotSame(table, next);
    for (int index = 0; index < CAPACITY; index++) {
      assertEquals(0, TestNative.word(address, index), "slot " + index);
      assertTrue(next.register(index, handler));
    }
    table.close();
    assertEquals(CAPACITY, next.handleAll(0, 1, 2, 3));
  }

  @Test
  void wrapFinishesACloseThatIsUnderWay() {
    HandlerTable table = HandlerTable.wrap(address);
    assertTrue(table.register(0, handler) && table.register(1, handler));
    TestNative.inTheMiddle(
        Middle.BEFORE_REMOVE,
        () -> {
          HandlerTable next = HandlerTable.wrap(address);
          assertNotSame(table, next);
          assertTrue(next.register(0, handler) && next.register(1, handler));
        },
        table::close);
    assertEquals(2, HandlerTable.wrap(address).handleAll(0, 1));
  }

  @Test
  void aCFunctionIsNotTakenOutByTheRegisterThatItsTableClosedIn() {
    HandlerTable table = HandlerTable.wrap(address);
    TestNative.inTheMiddle(
        Middle.AFTER_REGISTER,
        () -> {
          table.close();
          HandlerTable next = HandlerTable.wrap(address);
          assertEquals(COUNT, next.unregister(0).orElseThrow());
          assertTrue(next.register(0, COUNT));
        },
        () -> assertTrue(table.register(0, COUNT)));
    assertEquals(Optional.of(COUNT), HandlerTable.wrap(address).unregister(0));
  }

  @Test
  void noHandlerStaysThatIsRegisteredWhileItsTableCloses() throws Exception {
    HandlerTable[] tables = new HandlerTable[ROUNDS];
    Arrays.setAll(tables, round -> HandlerTable.create(1));
    Together.Meeting meeting = new Together.Meeting(2);
    Together.run(
        2,
        player -> {
          for (int round = 0; round < ROUNDS; round++) {
            meeting.await();
            if (player == 0) {
              tables[round].close();
            } else {
              changeUntilClosed(tables[round], round % 2 == 0 ? handler : COUNT, round % 3 == 0);
            }
          }
          return null;
        });
    for (int round = 0; round < ROUNDS; round++) {
      assertEquals(0, TestNative.word(tables[round].address(), 0), "round " + round);
    }
  }

  private static void changeUntilClosed(HandlerTable table, Handler handler, boolean byReplace) {
    try {
      for (int turn = 1; byReplace || table.register(0, handler); turn++) {
        if (byReplace) {
          table.replace(0, handler);
        } else {
          table.unregister(0);
        }
        if (turn % 256 == 0) {
          Thread.yield(); // the thread that closes may need the only processor
        }
      }
    } catch (IllegalStateException e) {
      assertTrue(table.isClosed());
    }
  }
}
