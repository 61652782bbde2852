// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.handlertable.support.AlsoByJni;
import io.github.handlertable.support.AlsoUnchecked;
import io.github.handlertable.support.TestNative;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Wherever the stack ends, a change of a table is done whole, or throws StackOverflowError and has
 * done nothing. One change is tried at each depth of a recursion, each on a slot of its own; what
 * became of it is looked at when there is stack again.
 */
@AlsoByJni
@AlsoUnchecked
class StackOverflowChangesTest {
  private static final int DEPTHS = 1 << 15;
  private static final int ROUNDS = 10;
  private static final NativeHandler COUNT = TestNative.handler("count");

  /** One change of the table's slot with the number of the depth. */
  private interface Change {
    void of(int slot);
  }

  /** Runs the changes on a thread that has a small stack. */
  Consumer<Runnable> thread = StackOverflowTest::onAThread;

  private final HandlerTable table = HandlerTable.create(DEPTHS);
  private final long stubs = HandlerTable.stats().stubs();
  private final Handler a = () -> {};
  private final Handler b = () -> {};

  /** At which depths the change threw. */
  private final boolean[] threw = new boolean[DEPTHS];

  private final Object[] answers = new Object[DEPTHS];
  private int depths;

  @AfterEach
  void close() {
    table.close();
  }

  private void dive(int slot, Change change) {
    depths = slot + 1;
    threw[slot] = true;
    try {
      change.of(slot);
      threw[slot] = false;
    } catch (StackOverflowError e) {
      // It is looked at later.
    }
    dive(slot + 1, change);
  }

  private void rounds(Runnable prepare, Change change, Runnable check) {
    for (int round = 0; round < ROUNDS; round++) {
      prepare.run();
      thread.accept(
          () -> {
            try {
              dive(0, change);
            } catch (StackOverflowError e) {
              // There is the end.
            }
          });
      int failures = 0;
      for (int slot = 0; slot < depths; slot++) {
        failures += threw[slot] ? 1 : 0;
      }
      String outcome = failures + " of " + depths + " threw";
      assertTrue(failures > 0 && failures < depths, outcome);
      check.run();
    }
  }

  private void fill(Handler handler) {
    for (int slot = 0; slot < DEPTHS; slot++) {
      table.replace(slot, handler);
    }
  }

  private void empty() {
    for (int slot = 0; slot < DEPTHS; slot++) {
      table.unregister(slot);
    }
  }

  /** Each slot has a stub before, so that most of the way to the end is behind taking it. */
  @Test
  void register() {
    fill(a);
    rounds(
        this::empty,
        slot -> answers[slot] = table.register(slot, a),
        () -> {
          for (int slot = 0; slot < depths; slot++) {
            if (threw[slot]) {
              assertEquals(0, TestNative.word(table.address(), slot), "slot " + slot);
            } else {
              assertEquals(true, answers[slot]);
              assertSame(a, table.unregister(slot).orElseThrow());
            }
          }
          fill(a);
          long used = HandlerTable.stats().stubs() - stubs;
          assertTrue(used <= DEPTHS, used - DEPTHS + " stubs are lost");
        });
  }

  /** All changes are in one slot, which must not take more and more stubs. */
  @Test
  void registerThatThrowsLeavesNoStubBehind() {
    rounds(
        () -> {},
        slot -> {
          if (table.register(7, a)) {
            table.unregister(7);
          }
        },
        () ->
            table.unregister(7)); // one register may have been followed by an unregister that threw
    long used = HandlerTable.stats().stubs() - stubs;
    assertTrue(used <= 2, used + " stubs");
  }

  /** Each slot holds a copy of its own retired stub. */
  private void fillWithDeadPointers() {
    empty();
    fill(a);
    for (int slot = 0; slot < DEPTHS; slot++) {
      long word = TestNative.word(table.address(), slot);
      table.unregister(slot);
      TestNative.put(table.address(), slot, word);
    }
  }

  @Test
  void registerWhereADeadPointerIs() {
    for (Handler handler : new Handler[] {a, COUNT}) {
      rounds(
          this::fillWithDeadPointers,
          slot -> answers[slot] = table.register(slot, handler),
          () -> {
            for (int slot = 0; slot < depths; slot++) {
              if (threw[slot]) {
                assertFalse(table.handle(slot), "slot " + slot);
                assertTrue(table.register(slot, b), "slot " + slot);
              } else {
                assertEquals(true, answers[slot]);
                assertEquals(Optional.of(handler), table.unregister(slot), "slot " + slot);
              }
            }
          });
    }
    assertTrue(HandlerTable.stats().stubs() - stubs <= DEPTHS, "stubs are lost");
  }

  @Test
  void whateverFindsWhatCHasGivenBack() {
    long[] words = new long[DEPTHS];
    boolean[] given = new boolean[DEPTHS];
    rounds(
        () -> {
          fill(a);
          for (int slot = 0; slot < DEPTHS; slot++) {
            words[slot] = TestNative.unregister(table.address(), slot);
            given[slot] = false;
          }
        },
        slot -> {
          TestNative.giveBack(table.address(), words[slot]);
          given[slot] = true;
          table.unregister(slot);
        },
        () -> {
          HandlerTable.stats();
          for (int slot = 0; slot < DEPTHS; slot++) {
            assertEquals(given[slot], Binding.of(words[slot]) == null, "slot " + slot);
            TestNative.giveBack(table.address(), given[slot] ? 0 : words[slot]);
          }
        });
  }

  @Test
  void unregisterOfAJavaHandler() {
    rounds(() -> fill(a), slot -> answers[slot] = table.unregister(slot), () -> assertTaken(a));
  }

  @Test
  void unregisterOfACFunction() {
    rounds(
        () -> fill(COUNT),
        slot -> answers[slot] = table.unregister(slot),
        () -> assertTaken(COUNT));
  }

  private void assertTaken(Handler handler) {
    for (int slot = 0; slot < depths; slot++) {
      if (threw[slot]) {
        assertEquals(Optional.of(handler), table.handler(slot), "slot " + slot);
        assertTrue(table.handle(slot));
      } else {
        assertEquals(Optional.of(handler), answers[slot], "slot " + slot);
        assertFalse(table.handle(slot));
      }
    }
  }

  @Test
  void replaceOfAJavaHandlerByAnother() {
    rounds(
        () -> fill(a), slot -> answers[slot] = table.replace(slot, b), () -> assertReplaced(a, b));
  }

  @Test
  void replaceOfACFunctionByAJavaHandler() {
    rounds(
        () -> fill(COUNT),
        slot -> answers[slot] = table.replace(slot, b),
        () -> assertReplaced(COUNT, b));
  }

  @Test
  void replaceOfAJavaHandlerByACFunction() {
    rounds(
        () -> fill(a),
        slot -> answers[slot] = table.replace(slot, COUNT),
        () -> assertReplaced(a, COUNT));
  }

  private void assertReplaced(Handler before, Handler after) {
    for (int slot = 0; slot < depths; slot++) {
      assertEquals(Optional.of(threw[slot] ? before : after), table.handler(slot), "slot " + slot);
      if (!threw[slot]) {
        assertEquals(Optional.of(before), answers[slot], "slot " + slot);
      }
    }
  }

  @Test
  void closeOfATable() {
    PendingEvents events = PendingEvents.create(1);
    List<HandlerTable> tables = new ArrayList<>();
    rounds(
        () -> {
          tables.clear();
          for (int i = 0; i < DEPTHS; i++) {
            tables.add(HandlerTable.create(1));
            assertTrue(tables.get(i).register(0, a));
            tables.get(i).addLoop(events::wake);
          }
        },
        slot -> tables.get(slot).close(),
        () -> {
          for (int slot = 0; slot < DEPTHS; slot++) {
            HandlerTable one = tables.get(slot);
            boolean closed = slot < depths && !threw[slot];
            assertEquals(closed, one.isClosed(), "table " + slot);
            assertEquals(!closed, TestNative.word(one.address(), 0) != 0, "table " + slot);
            one.close();
          }
        });
    events.close();
  }

  /** A table that was made half would be freed twice. */
  @Test
  void createOfATable() {
    HandlerTable[] made = new HandlerTable[DEPTHS];
    rounds(
        () -> Arrays.fill(made, null),
        slot -> made[slot] = HandlerTable.create(1),
        () -> {
          for (int slot = 0; slot < depths; slot++) {
            assertEquals(threw[slot], made[slot] == null, "table " + slot);
          }
          System.gc();
        });
  }
}
