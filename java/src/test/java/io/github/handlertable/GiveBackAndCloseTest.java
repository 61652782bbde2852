// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.handlertable.internal.Layout;
import io.github.handlertable.internal.Machine;
import io.github.handlertable.internal.Native;
import io.github.handlertable.support.AlsoByJni;
import io.github.handlertable.support.TestNative;
import io.github.handlertable.support.TestNative.Middle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** No note of what C has given back outlives its table, whoever has it when the table closes. */
@AlsoByJni
class GiveBackAndCloseTest {
  private final HandlerTable table = HandlerTable.create(8);
  private int runs;
  private final Handler handler = () -> runs++;

  /** C knows what to give back in a table only when that has had a Java handler. */
  @BeforeEach
  void makeKnown() {
    assertTrue(table.register(0, handler));
  }

  @AfterEach
  void close() {
    table.close();
  }

  /** A note that stays would be taken for one of the next table at this address. */
  private static void assertNoNoteIsLeft() {
    assertEquals(0, Machine.read(Native.address(Layout.OF_GIVEN)));
  }

  @Test
  void aCloseLeavesNoNoteBehind() {
    assertTrue(table.register(3, handler));
    TestNative.giveBack(table.address(), TestNative.unregister(table.address(), 3));
    table.close();
    assertNoNoteIsLeft();
  }

  @Test
  void aNoteThatWaitsForItsRegisterIsDoneByTheCloseThatComesFirst() {
    TestNative.inTheMiddle(
        Middle.AFTER_REGISTER,
        () -> {
          TestNative.giveBack(table.address(), TestNative.unregister(table.address(), 3));
          HandlerTable.stats();
          table.close();
          assertNoNoteIsLeft();
        },
        () -> assertTrue(table.register(3, handler)));
  }

  @Test
  void aNoteThatGoesBackWhileItsTableClosesDoesNotStay() {
    TestNative.inTheMiddle(
        Middle.AFTER_REGISTER,
        () -> {
          TestNative.giveBack(table.address(), TestNative.unregister(table.address(), 3));
          TestNative.inTheMiddle(Middle.BEFORE_GIVE_AGAIN, table::close, HandlerTable::stats);
          assertNoNoteIsLeft();
        },
        () -> assertTrue(table.register(3, handler)));
  }

  @Test
  void aNoteDoesNotGoBackAgainAndAgainWhileItsTableCloses() {
    TestNative.inTheMiddle(
        Middle.AFTER_REGISTER,
        () -> {
          TestNative.giveBack(table.address(), TestNative.unregister(table.address(), 3));
          TestNative.inTheMiddle(Middle.BEFORE_REMOVE, HandlerTable::stats, table::close);
          assertNoNoteIsLeft();
        },
        () -> assertTrue(table.register(3, handler)));
  }

  @Test
  void afterACloseItIsTooLateForAnybody() {
    long address = TestNative.createTable(1);
    HandlerTable first = HandlerTable.wrap(address);
    assertTrue(first.register(0, handler));
    long word = TestNative.unregister(address, 0);
    TestNative.giveBack(address, word);
    first.close();
    try (HandlerTable second = HandlerTable.wrap(address)) {
      assertTrue(second.register(0, handler));
      TestNative.giveBack(address, word);
      HandlerTable.stats();
      assertTrue(second.handle(0));
    }
    TestNative.call(word);
    assertEquals(1, runs);
    TestNative.destroyTable(address);
  }
}
