// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.child;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.handlertable.Handler;
import io.github.handlertable.HandlerTable;
import io.github.handlertable.NativeHandler;
import io.github.handlertable.PoolAccess;
import io.github.handlertable.support.Garbage;
import io.github.handlertable.support.TestNative;
import io.github.handlertable.support.TestNative.Middle;
import java.lang.ref.WeakReference;
import java.util.Optional;

/**
 * Prints whether a stub of a table that is gone serves another slot only when no change is under
 * way that may hold its word. Argument: which {@link Change}; without one, an unregister that holds
 * it.
 */
public final class ReuseStubs {
  private static final int MANY = 50_000; // so that stubs are taken from those that came back
  private static final int LAST = MANY - 1; // its stub is taken first then
  private static final Handler HANDLER = () -> {};

  private static final NativeHandler COUNT = TestNative.handler("count");

  private ReuseStubs() {}

  /** What may hold a word that it has read, or taken out, until it ends. */
  public enum Change {
    REGISTER {
      @Override
      void with(Runnable middle) {
        HandlerTable table = HandlerTable.create(1);
        TestNative.inTheMiddle(
            Middle.BEFORE_REGISTER, middle, () -> assertTrue(table.register(0, HANDLER)));
      }
    },
    UNREGISTER {
      @Override
      void with(Runnable middle) {
        HandlerTable table = HandlerTable.create(1);
        TestNative.inTheMiddle(
            Middle.AFTER_UNREGISTER, middle, () -> assertTrue(table.unregister(0).isEmpty()));
      }
    },
    REPLACE {
      @Override
      void with(Runnable middle) {
        HandlerTable table = HandlerTable.create(1);
        TestNative.inTheMiddle(
            Middle.AFTER_REPLACE, middle, () -> assertTrue(table.replace(0, COUNT).isEmpty()));
      }
    },
    REPLACE_BY_A_JAVA_HANDLER {
      @Override
      void with(Runnable middle) {
        HandlerTable table = HandlerTable.create(1);
        TestNative.inTheMiddle(
            Middle.AFTER_REPLACE, middle, () -> assertTrue(table.replace(0, HANDLER).isEmpty()));
      }
    },
    STATS {
      @Override
      void with(Runnable middle) {
        HandlerTable table = HandlerTable.create(1);
        assertTrue(table.register(0, HANDLER));
        TestNative.giveBack(table.address(), TestNative.unregister(table.address(), 0));
        TestNative.inTheMiddle(Middle.AFTER_TAKE_GIVEN, middle, HandlerTable::stats);
      }
    },
    CLOSE {
      @Override
      void with(Runnable middle) {
        HandlerTable table = HandlerTable.create(1);
        TestNative.inTheMiddle(Middle.AFTER_TAKE_GIVEN, middle, table::close);
      }
    };

    abstract void with(Runnable middle);
  }

  public static void main(String[] arguments) {
    long address = TestNative.createTable(MANY);
    HandlerTable other = HandlerTable.create(10 * MANY);
    int[] registered = {0};
    long word;
    if (arguments.length == 0) {
      word = unregisterThroughAClosedObject(address, other, registered);
    } else {
      fill(HandlerTable.wrap(address));
      word = TestNative.word(address, LAST);
      Change.valueOf(arguments[0])
          .with(
              () -> {
                returnAnother();
                closeAndCollect(address);
                assertFalse(registerUntil(other, registered, word), "too early");
              });
    }
    Garbage.collectUntil(() -> registerUntil(other, registered, word), "never");
    assertTrue(other.handle(registered[0] - 1));
    assertSame(HANDLER, other.unregister(registered[0] - 1).orElseThrow());
    System.out.println("not before, but after");
  }

  /**
   * A slow unregister through a closed object takes out the word that the next object has put
   * there. Then that one is closed and collected, too; its stubs must wait until the unregister
   * returns.
   */
  private static long unregisterThroughAClosedObject(
      long address, HandlerTable other, int[] registered) {
    HandlerTable first = HandlerTable.wrap(address);
    long[] word = {0};
    TestNative.inTheMiddle(
        Middle.AROUND_UNREGISTER,
        () -> {
          first.close();
          fill(HandlerTable.wrap(address));
          word[0] = TestNative.word(address, LAST); // the first object is about to take it out
          TestNative.then(
              () -> {
                closeAndCollect(address);
                assertFalse(registerUntil(other, registered, word[0]), "too early");
              });
        },
        () -> assertEquals(Optional.empty(), first.unregister(LAST)));
    return word[0];
  }

  /** Lets other stubs come back, so that those which come back next have a later generation. */
  private static void returnAnother() {
    useAndClose();
    Garbage.collectUntil(() -> PoolAccess.stubsHaveReturned(), "not collected");
    HandlerTable.stats();
  }

  private static void useAndClose() {
    try (HandlerTable another = HandlerTable.create(1)) {
      assertTrue(another.register(0, HANDLER));
    }
  }

  private static void fill(HandlerTable table) {
    for (int index = 0; index < MANY; index++) {
      assertTrue(table.register(index, HANDLER));
    }
  }

  private static void closeAndCollect(long address) {
    WeakReference<HandlerTable> garbage = new WeakReference<>(HandlerTable.wrap(address));
    garbage.get().close();
    Garbage.collectUntil(() -> garbage.refersTo(null), "kept");
    for (int round = 0; round < 3; round++) { // its stubs come back, in a generation that is held
      Garbage.collect();
      HandlerTable.stats();
    }
  }

  /** Registers a thousand handlers, or until the last one's word is this. */
  private static boolean registerUntil(HandlerTable table, int[] registered, long word) {
    for (int more = 0; more < 1000; more++) {
      assertTrue(table.register(registered[0], HANDLER));
      if (TestNative.word(table.address(), registered[0]++) == word) {
        return true;
      }
    }
    return false;
  }
}
