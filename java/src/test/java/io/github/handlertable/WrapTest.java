// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.handlertable.TestNative.Middle;
import io.github.handlertable.internal.Native;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several objects for one table. */
class WrapTest {
  private static final int CAPACITY = 4;
  private static final int MANY = 50_000;
  private static final int ROUNDS = Scale.times(5_000);
  private static final NativeHandler COUNT = TestNative.handler("count");

  private final HandlerTable table = HandlerTable.create(CAPACITY);
  private final HandlerTable one = HandlerTable.wrap(table.address());
  private final HandlerTable two = HandlerTable.wrap(table.address());

  private int runs;
  private final Handler handler = () -> runs++;

  @AfterEach
  void close() {
    table.close();
  }

  @Test
  void aWrapIsTheSameTable() {
    assertEquals(table.address(), one.address());
    assertEquals(CAPACITY, one.capacity());
    assertFalse(one.isClosed());
  }

  @Test
  void allSeeTheSameSlots() {
    assertTrue(one.register(0, handler));
    assertFalse(two.register(0, handler) || table.register(0, COUNT));
    assertTrue(two.handle(0) && table.handle(0) && TestNative.handle(table.address(), 0));
    assertEquals(1, two.handleAll(0));
    assertEquals(4, runs);

    assertTrue(TestNative.register(table.address(), CAPACITY - 1, COUNT.address()));
    assertTrue(one.handle(CAPACITY - 1));
    assertEquals(COUNT, two.unregister(CAPACITY - 1).orElseThrow());
  }

  @Test
  void theSameHandlerComesOutThroughAnyOfThem() {
    HandlerTable[] all = {table, one, two};
    for (HandlerTable in : all) {
      for (HandlerTable out : all) {
        assertTrue(in.register(0, handler));
        assertSame(handler, out.unregister(0).orElseThrow());
        assertFalse(in.handle(0));
        assertEquals(Optional.empty(), in.unregister(0));
      }
    }
  }

  @Test
  void aTableThatCOwnsHasTheSlotsOfC() {
    long address = TestNative.fileTable();
    try (HandlerTable wrap = HandlerTable.wrap(address)) {
      assertEquals(3, wrap.capacity());
      assertFalse(wrap.register(3, handler));
      assertTrue(wrap.register(2, handler));
      assertTrue(TestNative.handle(address, 2));
      assertEquals(1, runs);
    }
    assertFalse(TestNative.handle(address, 2));
  }

  @Test
  void closingAWrapTakesOutOnlyTheJavaHandlersRegisteredThroughIt() {
    Handler ofTwo = () -> runs += 10;
    Handler ofTable = () -> runs += 100;
    one.register(0, handler);
    two.register(1, ofTwo);
    table.register(2, ofTable);
    one.register(3, COUNT);
    one.close();

    assertTrue(one.isClosed());
    assertFalse(two.isClosed() || table.isClosed());
    assertThrows(IllegalStateException.class, () -> one.handle(1));
    assertFalse(two.handle(0) || table.handle(0));
    assertTrue(two.handle(1) && table.handle(2) && table.handle(3));
    assertEquals(110, runs);
    assertSame(ofTwo, table.unregister(1).orElseThrow());
    assertSame(ofTable, two.unregister(2).orElseThrow());
    assertEquals(COUNT, two.unregister(3).orElseThrow());
    assertTrue(two.register(0, handler));
  }

  @Test
  void closingTheTableEmptiesItForAll() {
    one.register(0, handler);
    table.register(1, handler);
    one.register(2, COUNT);
    TestNative.register(table.address(), 3, COUNT.address());
    table.close();

    assertFalse(one.isClosed());
    for (int index = 0; index < CAPACITY; index++) {
      assertFalse(one.handle(index), "slot " + index);
      assertEquals(0, TestNative.word(table.address(), index));
    }
    assertTrue(one.register(0, handler));
    assertTrue(two.handle(0));
    one.close();
  }

  @Test
  void aGarbageWrapTakesOutNothing() {
    registerThroughGarbage();
    Garbage.collect();
    assertTrue(table.handle(0) && TestNative.handle(table.address(), 0));
    assertEquals(2, runs);
    assertTrue(two.handle(1));
    assertSame(handler, two.unregister(0).orElseThrow());
    assertEquals(COUNT, two.unregister(1).orElseThrow());
  }

  private void registerThroughGarbage() {
    HandlerTable garbage = HandlerTable.wrap(table.address());
    assertTrue(garbage.register(0, handler) && garbage.register(1, COUNT));
  }

  @Test
  void aWrapGoesWhenItsJavaHandlersAreOut() {
    HandlerTable[] wrap = {HandlerTable.wrap(table.address())};
    assertTrue(wrap[0].register(0, handler));
    WeakReference<HandlerTable> unreachable = new WeakReference<>(wrap[0]);
    wrap[0] = null;
    Garbage.collect();
    assertFalse(unreachable.refersTo(null));
    assertSame(handler, table.unregister(0).orElseThrow());
    Garbage.collectUntil(() -> unreachable.refersTo(null), "kept, and has no handler");
    assertTrue(table.register(0, handler)); // the table itself is not freed
    assertTrue(table.handle(0));
  }

  @Test
  void aWrapKeepsTheMemoryOfATableThatWasMadeInJava() {
    HandlerTable[] made = {HandlerTable.create(1)};
    long address = made[0].address();
    HandlerTable[] wrap = {HandlerTable.wrap(address)};
    made[0] = null;
    Garbage.collect();
    assertNotNull(Created.at(address), "freed, though there is a wrap");
    assertTrue(wrap[0].register(0, handler));
    wrap[0] = null;
    Garbage.collect();
    assertNotNull(Created.at(address), "freed, though there is a handler");
    assertTrue(TestNative.handle(address, 0));
    HandlerTable.wrap(address).unregister(0);
    Garbage.collectUntil(() -> Created.at(address) == null, "kept, and there is nothing");
  }

  @Test
  void theStubsOfAGarbageWrapStayWithTheirSlots() {
    long address = TestNative.fileTable();
    long word = registerOnceThroughGarbage(address);
    Garbage.collectUntil(
        () -> registerOnceThroughGarbage(address) == word, "no new wrap takes them over");
  }

  /** Returns the word that was in slot 1. */
  private long registerOnceThroughGarbage(long address) {
    HandlerTable garbage = HandlerTable.wrap(address);
    assertTrue(garbage.register(1, handler));
    long word = TestNative.word(address, 1);
    assertSame(handler, garbage.unregister(1).orElseThrow());
    return word;
  }

  @Test
  void theStubsOfAClosedWrapOfCsTableGoBackWhenItIsGarbage() {
    long address = Native.create(MANY); // as C would
    try {
      long taken = fillThroughGarbageAndClose(address);
      Garbage.collectUntil(
          () -> HandlerTable.stats().stubs() <= taken - MANY, "they don't go back");
    } finally {
      Native.destroy(address);
    }
  }

  @Test
  void theStubsOfAClosedWrapOfJavasTableStayWithItUntilItIsGarbage() {
    HandlerTable[] large = {HandlerTable.create(MANY)};
    long address = large[0].address();
    long taken = fillThroughGarbageAndClose(address);
    long word = registerOnceThroughGarbage(address);
    Garbage.collectUntil(
        () -> registerOnceThroughGarbage(address) == word, "no new wrap takes them over");
    Garbage.collect();
    assertTrue(HandlerTable.stats().stubs() > taken - MANY, "they go back");
    large[0] = null;
    Garbage.collectUntil(() -> HandlerTable.stats().stubs() <= taken - MANY, "they don't go back");
  }

  /** Returns how many stubs were taken, this wrap's among them for sure. */
  private long fillThroughGarbageAndClose(long address) {
    HandlerTable garbage = HandlerTable.wrap(address);
    for (int index = 0; index < MANY; index++) {
      assertTrue(garbage.register(index, handler));
    }
    Garbage.collect(); // what other tests have left would count as well
    long taken = HandlerTable.stats().stubs();
    garbage.close();
    return taken;
  }

  @Test
  void aCFunctionIsNotTakenOutByTheRegisterThatAClosedWrapWasIn() {
    TestNative.inTheMiddle(
        Middle.AFTER_REGISTER,
        () -> {
          one.close();
          assertEquals(COUNT, two.unregister(0).orElseThrow());
          assertTrue(two.register(0, COUNT));
        },
        () -> assertTrue(one.register(0, COUNT)));
    assertTrue(two.handle(0));
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
              changeUntilClosed(tables[round], round % 2 == 0 ? handler : COUNT);
            }
          }
          return null;
        });
    for (int round = 0; round < ROUNDS; round++) {
      assertEquals(0, TestNative.word(tables[round].address(), 0), "round " + round);
    }
  }

  private static void changeUntilClosed(HandlerTable table, Handler handler) {
    try {
      for (int turn = 1; table.register(0, handler); turn++) {
        table.unregister(0);
        if (turn % 256 == 0) {
          Thread.yield(); // to the one that closes, if there is but one processor
        }
      }
    } catch (IllegalStateException e) {
      assertTrue(table.isClosed());
    }
  }
}
