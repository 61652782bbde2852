// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.handlertable.support.AlsoByJni;
import io.github.handlertable.support.Caller;
import io.github.handlertable.support.TestNative;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What C takes out of the slot stays callable, wherever C puts it. */
@AlsoByJni
class MovedWordTest extends LateCalls {
  @ParameterizedTest
  @EnumSource
  void cMayTakeTheWordOutAndCallIt(Caller caller) {
    assertEquals(p, TestNative.unregister(table.address(), 3));
    assertFalse(table.handle(3));
    caller.call(p);
    assertRuns(1, 0, 0);
  }

  @ParameterizedTest
  @EnumSource
  void cMayMoveTheWordToAnotherSlot(Caller caller) {
    assertEquals(p, TestNative.unregister(table.address(), 3));
    assertTrue(table.register(3, b));
    assertTrue(TestNative.register(table.address(), 7, p));

    caller.call(p);
    caller.call(TestNative.word(table.address(), 7));
    assertTrue(table.handle(7));
    assertRuns(3, 0, 0);
    caller.call(TestNative.word(table.address(), 3));
    assertTrue(table.handle(3));
    assertRuns(3, 2, 0);

    assertSame(a, table.unregister(7).orElseThrow());
    assertFalse(table.handle(7));
    caller.call(p); // p is valid until it is unregistered from the slot that it was made for
    assertRuns(4, 2, 0);
    assertSame(b, table.unregister(3).orElseThrow());
    assertTrue(TestNative.register(table.address(), 3, p));
    assertSame(a, table.unregister(3).orElseThrow());
    caller.call(p);
    assertRuns(4, 2, 1);
  }

  @Test
  void aWordThatCMovedIsFoundInItsNewSlot() {
    assertEquals(p, TestNative.unregister(table.address(), 3));
    assertTrue(TestNative.register(table.address(), 7, p));
    assertSame(a, table.handler(7).orElseThrow());
    assertEquals(Optional.empty(), table.handler(3));
    assertSame(a, table.replace(7, b).orElseThrow());
    assertTrue(table.handle(7));
    Caller.JAVA_THREAD_IN_C.call(p); // p stays valid, as after unregister in C
    assertRuns(1, 1, 0);
  }

  @ParameterizedTest
  @EnumSource
  void aCopyThatCMadeOfTheWordGoesWithoutIt(Caller caller) {
    assertTrue(TestNative.register(table.address(), 7, p));
    assertSame(a, table.unregister(7).orElseThrow());
    caller.call(TestNative.word(table.address(), 3));
    assertTrue(table.handle(3));
    assertRuns(2, 0, 0);

    assertTrue(TestNative.register(table.address(), 7, p));
    unregisterA();
    assertFalse(table.handle(7));
    caller.call(TestNative.word(table.address(), 7));
    assertRuns(2, 0, 1);
  }

  @ParameterizedTest
  @EnumSource
  void cMayMoveTheWordToAnotherTable(Caller caller) {
    try (HandlerTable other = HandlerTable.create(4)) {
      assertEquals(p, TestNative.unregister(table.address(), 3));
      assertTrue(TestNative.register(other.address(), 3, p));
      assertTrue(other.handle(3));
      caller.call(p);
      assertRuns(2, 0, 0);
      assertSame(a, other.unregister(3).orElseThrow());
      caller.call(p);
      assertRuns(3, 0, 0);
    }
  }

  @ParameterizedTest
  @EnumSource
  void closingATableThatCMovedTheWordToEmptiesItAndNoMore(Caller caller) {
    HandlerTable other = HandlerTable.create(1);
    assertEquals(p, TestNative.unregister(table.address(), 3));
    assertTrue(TestNative.register(other.address(), 0, p));
    other.close();
    assertEquals(0, TestNative.word(other.address(), 0));
    caller.call(p);
    assertRuns(1, 0, 0);
  }
}
