// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.handlertable.support.AlsoByJni;
import io.github.handlertable.support.Caller;
import io.github.handlertable.support.TestNative;
import io.github.handlertable.support.TestNative.Middle;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A late call runs what the slot has by then, or nothing; never the handler of another slot. */
@AlsoByJni
class StaleCallTest extends LateCalls {
  private static final NativeHandler COUNT = TestNative.handler("count");

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
          ofB[0] = Binding.of(p); // a slow call of p has read it
        },
        () -> assertFalse(table.register(3, b)));
    assertEquals(Optional.of(COUNT), table.unregister(3));
    assertTrue(table.register(3, a));
    assertEquals(p, TestNative.word(table.address(), 3));
    assertNotSame(ofB[0], ofB[0].pendingOrNext(p)); // the slow call may run A, but not B
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
  void unregisterThroughAClosedObjectTakesOutWhatANewOneRegisteredThere() {
    HandlerTable first = HandlerTable.wrap(TestNative.fileTable());
    long[] word = {0};
    TestNative.inTheMiddle(
        Middle.BEFORE_UNREGISTER,
        () -> {
          first.close();
          assertTrue(HandlerTable.wrap(TestNative.fileTable()).register(0, b));
          word[0] = TestNative.word(TestNative.fileTable(), 0);
        },
        () -> assertSame(b, first.unregister(0).orElseThrow()));
    try (HandlerTable second = HandlerTable.wrap(TestNative.fileTable())) {
      assertFalse(second.handle(0));
      Caller.JAVA_THREAD_IN_C.call(word[0]); // the registration has ended
      assertRuns(0, 0, 1);
      assertTrue(second.register(0, b) && second.handle(0));
      assertEquals(word[0], TestNative.word(TestNative.fileTable(), 0), "the stub is back");
    }
    assertRuns(0, 1, 1);
  }

  @ParameterizedTest
  @EnumSource
  void closingInTheMiddleOfRegisterLeavesTheSlotEmpty(Caller caller) {
    unregisterA();
    TestNative.inTheMiddle(
        Middle.BEFORE_REGISTER,
        table::close,
        () -> assertTrue(table.register(3, b))); // b may have run, so register says true
    assertEquals(0, TestNative.word(table.address(), 3));
    caller.call(p);
    assertRuns(0, 0, 1);
  }

  @ParameterizedTest
  @EnumSource
  void closingAfterTheSwapOfRegisterLeavesTheSlotEmpty(Caller caller) {
    unregisterA();
    TestNative.inTheMiddle(
        Middle.AFTER_REGISTER,
        () -> {
          caller.call(p);
          table.close();
          caller.call(p);
        },
        () -> assertTrue(table.register(3, b)));
    assertEquals(0, TestNative.word(table.address(), 3));
    caller.call(p);
    assertRuns(0, 1, 2);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRegisterThatLosesItsSlotWhileTheTableClosesThrows(boolean ofC) {
    unregisterA();
    TestNative.inTheMiddle(
        Middle.BEFORE_REGISTER,
        () -> {
          table.close();
          TestNative.put(table.address(), 3, COUNT.address()); // C knew the capacity from before
        },
        () -> assertThrows(IllegalStateException.class, () -> table.register(3, ofC ? COUNT : b)));
    assertEquals(COUNT.address(), TestNative.word(table.address(), 3));
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
