// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.handlertable.TestNative.Middle;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When the stubs of a table that is gone serve another. */
class PoolTest {
  private static final int MANY = 50_000; // so that stubs are taken from those that came back
  private static final int LAST = MANY - 1; // whose stub is taken first then
  private static final Handler HANDLER = () -> {};

  /** In a JVM of its own, where no other tests have left stubs. */
  @Test
  void noStubServesAnotherSlotWhileAnUnregisterThatMayHoldItIsUnderWay() throws Exception {
    Launch.of(Launch.java(List.of("--enable-native-access=ALL-UNNAMED"), PoolTest.class))
        .succeeded("not before, but after");
  }

  /**
   * A slow unregister through a closed object has taken out the word that the next object had put
   * there, when that one goes, too: its stubs must wait.
   */
  public static void main(String[] arguments) {
    long address = TestNative.createTable(MANY);
    HandlerTable first = HandlerTable.wrap(address);
    HandlerTable other = HandlerTable.create(10 * MANY);
    int[] registered = {0};
    long[] word = {0};
    TestNative.inTheMiddle(
        Middle.AROUND_UNREGISTER,
        () -> {
          first.close();
          fill(HandlerTable.wrap(address));
          word[0] = TestNative.word(address, LAST); // is about to be taken out through the first
          TestNative.then(
              () -> {
                closeAndCollect(address);
                assertFalse(registerUntil(other, registered, word[0]), "too early");
              });
        },
        () -> assertEquals(Optional.empty(), first.unregister(LAST)));
    Garbage.collectUntil(() -> registerUntil(other, registered, word[0]), "never");
    assertTrue(other.handle(registered[0] - 1));
    assertSame(HANDLER, other.unregister(registered[0] - 1).orElseThrow());
    System.out.println("not before, but after");
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
