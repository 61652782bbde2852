// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.handlertable.TestNative.Middle;
import io.github.handlertable.internal.Native;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a word that was read from slot 3, while handler A was there, does when it is called later.
 */
class StaleCallTest {
  private static final NativeHandler COUNT = TestNative.handler("count");

  private final AtomicInteger runsOfA = new AtomicInteger();
  private final AtomicInteger runsOfB = new AtomicInteger();
  private final Handler a = runsOfA::incrementAndGet;
  private final Handler b = runsOfB::incrementAndGet;
  private final HandlerTable table = HandlerTable.create(8);
  private final HandlerTable.Stats before = HandlerTable.stats();
  private long p;

  @BeforeEach
  void readTheWord() {
    assertTrue(table.register(3, a));
    p = TestNative.word(table.address(), 3);
    assertNotEquals(0, p);
  }

  @AfterEach
  void nothingWasRefusedOrIsPending() {
    assertEquals(before.refusedCalls(), HandlerTable.stats().refusedCalls());
    assertEquals(0, TestNative.pendingExceptions());
    table.close();
  }

  private void unregisterA() {
    assertSame(a, table.unregister(3).orElseThrow());
  }

  private void assertRuns(int ofA, int ofB, long stale) {
    assertEquals(ofA, runsOfA.get(), "runs of A");
    assertEquals(ofB, runsOfB.get(), "runs of B");
    assertEquals(stale, HandlerTable.stats().staleCalls() - before.staleCalls(), "stale calls");
  }

  @ParameterizedTest
  @EnumSource
  void aWordRunsItsHandlerWhileRegistered(Caller caller) {
    caller.call(p);
    assertRuns(1, 0, 0);
  }

  @ParameterizedTest
  @EnumSource
  void afterUnregisterItRunsNothingAndIsCounted(Caller caller) {
    unregisterA();
    caller.call(p);
    assertRuns(0, 0, 1);
  }

  @ParameterizedTest
  @EnumSource
  void afterAnotherRegisterInTheSlotItRunsThatOneOrNothing(Caller caller) {
    unregisterA();
    assertTrue(table.register(3, b));
    caller.call(p);
    int runs = runsOfB.get();
    assertRuns(0, runs, 1 - runs);
  }

  @ParameterizedTest
  @EnumSource
  void itNeverRunsAHandlerOfAnotherSlot(Caller caller) {
    unregisterA();
    for (int index = 0; index < 8; index++) {
      assertTrue(index == 3 || table.register(index, b));
    }
    caller.call(p);
    assertRuns(0, 0, 1);
  }

  @ParameterizedTest
  @EnumSource
  void itNeverRunsAHandlerOfAnotherTable(Caller caller) {
    table.close();
    try (HandlerTable other = HandlerTable.create(8)) {
      assertTrue(other.register(3, b));
      caller.call(p);
      assertRuns(0, 0, 1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void itNeverRunsAHandlerThatLosesItsSlotToANativeOne(Caller caller) {
    unregisterA();
    TestNative.inTheMiddle(
        Middle.BEFORE_REGISTER,
        () -> {
          assertTrue(TestNative.register(table.address(), 3, COUNT.address()));
          caller.call(p);
        },
        () -> assertFalse(table.register(3, b)));
    caller.call(p);
    assertRuns(0, 0, 2);
    assertEquals(Optional.of(COUNT), table.unregister(3));
  }

  @ParameterizedTest
  @EnumSource
  void itNeverRunsAHandlerThatLosesItsSlotToAJavaOne(Caller caller) {
    AtomicInteger runsOfC = new AtomicInteger();
    Handler c = runsOfC::incrementAndGet;
    unregisterA();
    TestNative.inTheMiddle(
        Middle.BEFORE_REGISTER,
        () -> {
          assertTrue(table.register(3, c));
          caller.call(p);
        },
        () -> assertFalse(table.register(3, b)));
    caller.call(p);
    assertEquals(0, runsOfC.get(), "C has another stub, for p was bound to B");
    assertRuns(0, 0, 2);
    caller.call(TestNative.word(table.address(), 3));
    assertEquals(1, runsOfC.get());
    assertSame(c, table.unregister(3).orElseThrow());
  }

  @Test
  void itNeverRunsAHandlerThatLostItsSlotThoughTheStubIsBackInIt() {
    unregisterA();
    Binding[] ofB = new Binding[1];
    TestNative.inTheMiddle(
        Middle.BEFORE_REGISTER,
        () -> {
          assertTrue(TestNative.register(table.address(), 3, COUNT.address()));
          ofB[0] = Stubs.binding(p); // as a call of p reads it, and goes on much later
        },
        () -> assertFalse(table.register(3, b)));
    assertEquals(Optional.of(COUNT), table.unregister(3));
    assertTrue(table.register(3, a));
    assertEquals(p, TestNative.word(table.address(), 3));
    assertFalse(ofB[0].run(p));
    assertRuns(0, 0, 0);
  }

  @ParameterizedTest
  @EnumSource
  void aHandlerRunsFromTheMomentThatItIsInItsSlot(Caller caller) {
    unregisterA();
    TestNative.inTheMiddle(
        Middle.AFTER_REGISTER,
        () -> caller.call(TestNative.word(table.address(), 3)),
        () -> assertTrue(table.register(3, b)));
    assertRuns(0, 1, 0);
  }

  @ParameterizedTest
  @EnumSource
  void betweenEmptyingTheSlotAndReturningUnregisterStillMayRunIt(Caller caller) {
    TestNative.inTheMiddle(
        Middle.AFTER_UNREGISTER, () -> assertTrue(table.register(3, b)), this::unregisterA);
    caller.call(p);
    assertRuns(0, 0, 1);
    caller.call(TestNative.word(table.address(), 3));
    assertRuns(0, 1, 1);
  }

  @Test
  void unregisterLeavesAStubAloneThatServesAnotherSlotBeforeItIsRetired() {
    int many = 50_000; // so that stubs are taken from those that came back
    long address = Native.create(many); // as C would
    HandlerTable other = HandlerTable.create(20 * many);
    HandlerTable[] garbage = {HandlerTable.wrap(address)};
    HandlerTable wrap = HandlerTable.wrap(address);
    for (int index = 0; index < many; index++) {
      assertTrue(garbage[0].register(index, a));
    }
    long word = TestNative.word(address, 0);
    int[] registered = {0};
    TestNative.inTheMiddle(
        Middle.AFTER_UNREGISTER,
        () -> {
          garbage[0].close();
          garbage[0] = null;
          Garbage.collectUntil(
              () -> registerUntil(other, registered, word), "the stub serves nobody else");
        },
        () -> assertEquals(Optional.empty(), wrap.unregister(0)));
    assertTrue(other.handle(registered[0] - 1));
    assertRuns(0, 1, 0);
    assertSame(b, other.unregister(registered[0] - 1).orElseThrow());
    wrap.close();
    other.close();
    Native.destroy(address);
  }

  @Test
  void unregisterLeavesAStubAloneThatANewWrapHasBeforeItIsRetired() {
    HandlerTable[] garbage = {HandlerTable.wrap(table.address())};
    assertTrue(garbage[0].register(5, a));
    long word = TestNative.word(table.address(), 5);
    HandlerTable[] next = new HandlerTable[1];
    TestNative.inTheMiddle(
        Middle.AFTER_UNREGISTER,
        () -> {
          garbage[0].close();
          garbage[0] = null;
          Garbage.collectUntil(
              () -> {
                next[0] = HandlerTable.wrap(table.address());
                assertTrue(next[0].register(5, b));
                boolean same = TestNative.word(table.address(), 5) == word;
                if (!same) {
                  next[0].close();
                }
                return same;
              },
              "no new wrap takes the stub over");
        },
        () -> assertEquals(Optional.empty(), table.unregister(5)));
    assertTrue(table.handle(5));
    assertRuns(0, 1, 0);
    assertSame(b, table.unregister(5).orElseThrow());
  }

  @Test
  void closeEmptiesASlotWithAWrapsMovedStubAndNoMore() {
    HandlerTable owner = HandlerTable.create(8);
    HandlerTable wrap = HandlerTable.wrap(owner.address());
    assertTrue(wrap.register(7, a));
    long word = TestNative.unregister(owner.address(), 7);
    assertTrue(TestNative.register(owner.address(), 3, word));
    owner.close();
    assertEquals(0, TestNative.word(owner.address(), 3));
    Caller.JAVA_THREAD_IN_C.call(word);
    assertRuns(1, 0, 0);
    wrap.close();
    Caller.JAVA_THREAD_IN_C.call(word);
    assertRuns(1, 0, 1);
  }

  @ParameterizedTest
  @EnumSource
  void unregisterTakesItsHandlerOutAlsoWhenOtherStubsComeBackMeanwhile(Caller caller) {
    int before = Stubs.recycled();
    TestNative.inTheMiddle(
        Middle.AFTER_UNREGISTER,
        () ->
            Garbage.collectUntil(
                () -> {
                  HandlerTable garbage = HandlerTable.create(1);
                  assertTrue(garbage.register(0, b));
                  garbage.close();
                  HandlerTable.stats();
                  return Stubs.recycled() != before;
                },
                "no stubs come back"),
        this::unregisterA);
    caller.call(p);
    assertRuns(0, 0, 1);
  }

  /** Registers a thousand handlers, or until the last one's word is this. */
  private boolean registerUntil(HandlerTable other, int[] registered, long word) {
    for (int more = 0; more < 1000; more++) {
      assertTrue(other.register(registered[0], b));
      if (TestNative.word(other.address(), registered[0]++) == word) {
        return true;
      }
    }
    return false;
  }

  @ParameterizedTest
  @EnumSource
  void closingInTheMiddleOfRegisterLeavesTheSlotEmpty(Caller caller) {
    unregisterA();
    TestNative.inTheMiddle(
        Middle.BEFORE_REGISTER,
        table::close,
        () -> assertThrows(IllegalStateException.class, () -> table.register(3, b)));
    assertEquals(0, TestNative.word(table.address(), 3));
    caller.call(p);
    assertRuns(0, 0, 1);
  }

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
    caller.call(p); // valid until it is unregistered from the slot that it was made for
    assertRuns(4, 2, 0);
    assertSame(b, table.unregister(3).orElseThrow());
    assertTrue(TestNative.register(table.address(), 3, p));
    assertSame(a, table.unregister(3).orElseThrow());
    caller.call(p);
    assertRuns(4, 2, 1);
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
    try (HandlerTable other = HandlerTable.create(1)) {
      assertEquals(p, TestNative.unregister(table.address(), 3));
      assertTrue(TestNative.register(other.address(), 0, p));
      assertTrue(other.handle(0));
      caller.call(p);
      assertRuns(2, 0, 0);
      assertSame(a, other.unregister(0).orElseThrow());
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

  @ParameterizedTest
  @EnumSource
  void closingTheTableEndsAWordThatCTookOut(Caller caller) {
    assertEquals(p, TestNative.unregister(table.address(), 3));
    table.close();
    caller.call(p);
    assertRuns(0, 0, 1);
  }

  @ParameterizedTest
  @EnumSource
  void aHandlerIsKeptAliveByItsRegistration(Caller caller) {
    int[] runs = {0};
    try (HandlerTable own = HandlerTable.create(1)) {
      assertTrue(own.register(0, () -> runs[0]++));
      System.gc();
      caller.call(TestNative.word(own.address(), 0));
    }
    assertEquals(1, runs[0]);
  }
}
