// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.handlertable.support.AlsoByJni;
import io.github.handlertable.support.ForeignTable;
import io.github.handlertable.support.Garbage;
import io.github.handlertable.support.TestNative;
import io.github.handlertable.support.TestNative.Middle;
import java.lang.ref.WeakReference;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Function pointers of Java handlers that C takes out of their slots, keeps, and gives back. */
@AlsoByJni
class GiveBackTest {
  private static final int ROUNDS = 1_000_000;
  private static final NativeHandler COUNT = TestNative.handler("count");

  private final HandlerTable table = HandlerTable.create(8);
  private int runs;
  private final Handler handler = () -> runs++;

  @AfterEach
  void close() {
    table.close();
  }

  private long registered(int index) {
    assertTrue(table.register(index, handler));
    return TestNative.word(table.address(), index);
  }

  private long takenOut(int index) {
    long word = registered(index);
    assertEquals(word, TestNative.unregister(table.address(), index));
    return word;
  }

  private void assertRuns(int expected, long word) {
    TestNative.call(word);
    assertEquals(expected, runs);
  }

  /** The calls that end a registration whose pointer C has given back. */
  enum Next {
    REGISTER {
      @Override
      void of(HandlerTable table) {
        assertTrue(table.register(1, COUNT));
      }
    },
    A_REGISTER_THAT_IS_REFUSED {
      @Override
      void of(HandlerTable table) {
        TestNative.put(table.address(), 1, COUNT.address());
        assertFalse(table.register(1, COUNT));
      }
    },
    UNREGISTER {
      @Override
      void of(HandlerTable table) {
        assertTrue(table.unregister(1).isEmpty());
      }
    },
    REPLACE {
      @Override
      void of(HandlerTable table) {
        assertTrue(table.replace(1, COUNT).isEmpty());
      }
    },
    STATS {
      @Override
      void of(HandlerTable table) {
        HandlerTable.stats();
      }
    },
    ANOTHER_TABLES_UNREGISTER {
      @Override
      void of(HandlerTable table) {
        try (HandlerTable other = HandlerTable.create(1)) {
          assertTrue(other.unregister(0).isEmpty());
        }
      }
    };

    abstract void of(HandlerTable table);
  }

  @ParameterizedTest
  @EnumSource
  void aPointerRunsItsHandlerUntilItIsGivenBack(Next next) {
    long word = takenOut(3);
    assertRuns(1, word);
    HandlerTable.stats();
    assertRuns(2, word);
    TestNative.giveBack(table.address(), word);
    next.of(table);
    assertRuns(2, word);
    assertEquals(word, registered(3), "the stub serves its slot again");
  }

  @Test
  void theHandlerIsLetGo() {
    WeakReference<Handler> alone = registerAlone();
    long word = TestNative.unregister(table.address(), 3);
    Garbage.collect();
    assertFalse(alone.refersTo(null));
    TestNative.giveBack(table.address(), word);
    HandlerTable.stats();
    Garbage.collectUntil(() -> alone.refersTo(null), "kept");
  }

  private WeakReference<Handler> registerAlone() {
    Handler alone = new int[1]::clone;
    assertTrue(table.register(3, alone));
    return new WeakReference<>(alone);
  }

  @Test
  void whatReplaceTookOutIsGivenBackToo() {
    long word = registered(3);
    assertEquals(word, TestNative.replace(table.address(), 3, COUNT.address()));
    assertRuns(1, word);
    TestNative.giveBack(table.address(), word);
    HandlerTable.stats();
    assertRuns(1, word);
    assertEquals(COUNT, table.unregister(3).orElseThrow());
  }

  @Test
  void everythingElseIsLeftAlone() throws Exception {
    long inItsSlot = registered(3);
    long ofAnotherTable;
    try (HandlerTable other = HandlerTable.create(1)) {
      assertTrue(other.register(0, handler));
      ofAnotherTable = TestNative.unregister(other.address(), 0);
      long retired = registered(4);
      assertSame(handler, table.unregister(4).orElseThrow());
      long someElses = new ForeignTable(1).registered(() -> runs++);
      for (long word :
          List.of(0L, 1L, COUNT.address(), inItsSlot, inItsSlot + 1, ofAnotherTable, retired)) {
        TestNative.giveBack(table.address(), word);
      }
      TestNative.giveBack(table.address(), someElses);
      HandlerTable.stats();
      assertTrue(table.handle(3));
      assertRuns(2, inItsSlot);
      assertRuns(3, ofAnotherTable);
      assertRuns(3, retired);
      assertRuns(4, someElses);
    }
    assertSame(handler, table.unregister(3).orElseThrow());
  }

  @Test
  void inATableWithoutJavaItDoesNothing() {
    long address = TestNative.createTable(1);
    TestNative.giveBack(address, 0);
    TestNative.giveBack(address, COUNT.address());
    long word = takenOut(3);
    TestNative.giveBack(address, word);
    TestNative.destroyTable(address);
    HandlerTable.stats();
    assertRuns(1, word);
  }

  @Test
  void twiceIsAsOnce() {
    long word = takenOut(3);
    TestNative.giveBack(table.address(), word);
    TestNative.giveBack(table.address(), word);
    assertEquals(word, registered(3));
    TestNative.giveBack(table.address(), word);
    assertTrue(table.handle(3));
    assertEquals(1, runs);
  }

  @Test
  void beforeItsRegisterHasReturned() {
    makeKnown();
    long[] word = {0};
    TestNative.inTheMiddle(
        Middle.AFTER_REGISTER,
        () -> {
          word[0] = TestNative.unregister(table.address(), 3);
          TestNative.giveBack(table.address(), word[0]);
          HandlerTable.stats();
        },
        () -> assertTrue(table.register(3, handler)));
    HandlerTable.stats();
    assertRuns(0, word[0]);
    assertEquals(word[0], registered(3), "the stub serves its slot again");
  }

  /** C knows what to give back in a table only when that has had a Java handler. */
  private void makeKnown() {
    registered(0);
  }

  @Test
  void aPointerThatIsBackInItsSlotBeforeItsRegisterHasReturnedStays() {
    makeKnown();
    TestNative.inTheMiddle(
        Middle.AFTER_REGISTER,
        () -> {
          long word = TestNative.unregister(table.address(), 3);
          TestNative.giveBack(table.address(), word);
          HandlerTable.stats();
          assertTrue(TestNative.register(table.address(), 3, word));
        },
        () -> assertTrue(table.register(3, handler)));
    assertTrue(table.handle(3));
    assertSame(handler, table.unregister(3).orElseThrow());
    assertEquals(1, runs);
  }

  @Test
  void aPointerThatIsGivenBackInItsSlotBeforeItsRegisterHasReturnedIsLeftAlone() {
    makeKnown();
    TestNative.inTheMiddle(
        Middle.AFTER_REGISTER,
        () -> {
          TestNative.giveBack(table.address(), TestNative.word(table.address(), 3));
          HandlerTable.stats();
        },
        () -> assertTrue(table.register(3, handler)));
    long word = TestNative.unregister(table.address(), 3);
    HandlerTable.stats();
    assertRuns(1, word);
  }

  /** The steps of register depend neither on what C keeps nor on how often the slot was used. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aMillionPointersTakenOutTakeNoMoreStepsThanOne(boolean givenBack) {
    long stubs = HandlerTable.stats().stubs();
    for (int round = 0; round < ROUNDS; round++) {
      long word = takenOut(2);
      if (givenBack) {
        TestNative.giveBack(table.address(), word);
      }
    }
    long used = HandlerTable.stats().stubs() - stubs;
    assertTrue(givenBack ? used < 10 : used > ROUNDS / 2, used + " stubs");
  }
}
