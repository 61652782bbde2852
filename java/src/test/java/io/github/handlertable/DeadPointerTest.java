// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.handlertable.internal.Layout;
import io.github.handlertable.support.AlsoByJni;
import io.github.handlertable.support.TestNative;
import io.github.handlertable.support.TestNative.Middle;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What C should not have put into a slot: Java takes the slot for empty, and loses nothing. */
@AlsoByJni
class DeadPointerTest {
  private static final NativeHandler COUNT = TestNative.handler("count");
  private static final HandlerTable TABLE = HandlerTable.create(8);

  private int runsOfB;
  private int runsOfC;
  private final Handler b = () -> runsOfB++;
  private final Handler c = () -> runsOfC++;

  @AfterEach
  void empty() {
    TestNative.put(TABLE.address(), 3, 0);
  }

  /** A word of slot 3 whose registration has ended. */
  private static long unregistered() {
    Handler handler = () -> {};
    assertTrue(TABLE.register(3, handler));
    long word = TestNative.word(TABLE.address(), 3);
    assertSame(handler, TABLE.unregister(3).orElseThrow());
    return word;
  }

  /** Words in the stubs' range that are bound to nothing. */
  enum Dead {
    OF_THIS_SLOT(DeadPointerTest::unregistered),
    OF_ANOTHER_TABLE(
        () -> {
          try (HandlerTable other = HandlerTable.create(1)) {
            assertTrue(other.register(0, () -> {}));
            return TestNative.word(other.address(), 0);
          }
        }),
    BETWEEN_STUBS(() -> unregistered() + 1),
    BEFORE_THE_FIRST(() -> Stubs.address(0)),
    IN_A_DATA_PAGE(() -> Stubs.address(Layout.FIRST_PLACE) + (1 << Layout.STRIDE_SHIFT - 1)),
    IN_NO_CHUNK(() -> Stubs.address(Stubs.CHUNKS - 1 << Layout.CHUNK_SHIFT | 100)),
    THE_LAST_BYTE(() -> Stubs.address(Stubs.CHUNKS << Layout.CHUNK_SHIFT) - 1);

    private final LongSupplier word;

    Dead(LongSupplier word) {
      this.word = word;
    }
  }

  private void put(Dead dead) {
    long word = dead.word.getAsLong();
    assertTrue(Stubs.contains(word));
    TestNative.put(TABLE.address(), 3, word);
  }

  @ParameterizedTest
  @EnumSource
  void forJavaTheSlotIsEmpty(Dead dead) {
    put(dead);
    assertFalse(TABLE.handle(3));
    assertEquals(0, TABLE.handleAll(3, 3));
    assertEquals(Optional.empty(), TABLE.handler(3));
    assertEquals(Optional.empty(), TABLE.unregister(3));
    assertEquals(0, TestNative.word(TABLE.address(), 3));
    put(dead);
    assertEquals(Optional.empty(), TABLE.replace(3, b));
    assertTrue(TABLE.handle(3));
    assertEquals(1, runsOfB);
    assertSame(b, TABLE.unregister(3).orElseThrow());
    put(dead);
    assertEquals(Optional.empty(), TABLE.replace(3, COUNT));
    assertEquals(COUNT, TABLE.unregister(3).orElseThrow());
  }

  @ParameterizedTest
  @EnumSource
  void registerPutsItsHandlerIn(Dead dead) {
    put(dead);
    assertTrue(TABLE.register(3, b));
    assertFalse(TABLE.register(3, c));
    assertTrue(TABLE.handle(3) && TestNative.handle(TABLE.address(), 3));
    assertEquals(2, runsOfB);
    assertSame(b, TABLE.unregister(3).orElseThrow());
    put(dead);
    assertTrue(TABLE.register(3, COUNT));
    assertEquals(COUNT, TABLE.unregister(3).orElseThrow());
  }

  @ParameterizedTest
  @EnumSource
  void closeTakesItOut(Dead dead) {
    long word = dead.word.getAsLong();
    HandlerTable table = HandlerTable.create(1);
    TestNative.put(table.address(), 0, word);
    table.close();
    assertEquals(0, TestNative.word(table.address(), 0));
  }

  @Test
  void cSeesATakenSlotAndCallsForNothing() {
    put(Dead.OF_THIS_SLOT);
    long stale = HandlerTable.stats().staleCalls();
    assertTrue(TestNative.handle(TABLE.address(), 3));
    assertFalse(TestNative.register(TABLE.address(), 3, COUNT.address()));
    assertEquals(2, TestNative.handleAll(TABLE.address(), new int[] {3, 3}));
    assertEquals(3, HandlerTable.stats().staleCalls() - stale);
  }

  @Test
  void theVeryStubThatRegisterHasJustBoundIsItsSuccess() {
    long word = unregistered();
    TestNative.inTheMiddle(
        Middle.BEFORE_REGISTER,
        () -> {
          TestNative.put(TABLE.address(), 3, word);
          assertTrue(TABLE.handle(3), "bound, and in its slot");
        },
        () -> assertTrue(TABLE.register(3, b)));
    assertTrue(TABLE.handle(3));
    assertEquals(2, runsOfB);
    assertSame(b, TABLE.unregister(3).orElseThrow());
  }

  /** Bound before the slot is healed, the copy would be alive in there. */
  @Test
  void aHandlerThatRegisterRefusesNeverRanByACopyThatWasThereBefore() {
    put(Dead.OF_THIS_SLOT);
    TestNative.inTheMiddle(
        Middle.BEFORE_REGISTER,
        () -> {
          TestNative.handle(TABLE.address(), 3);
          TestNative.replace(TABLE.address(), 3, COUNT.address());
        },
        () -> assertFalse(TABLE.register(3, b)));
    assertEquals(0, runsOfB);
    assertEquals(COUNT, TABLE.unregister(3).orElseThrow());
  }

  @Test
  void theVeryStubThatReplaceHasJustBoundIsItsSuccess() {
    long word = unregistered();
    TestNative.inTheMiddle(
        Middle.BEFORE_REPLACE,
        () -> TestNative.put(TABLE.address(), 3, word),
        () -> assertEquals(Optional.empty(), TABLE.replace(3, b)));
    assertTrue(TABLE.handle(3));
    assertEquals(1, runsOfB);
    assertSame(b, TABLE.unregister(3).orElseThrow());
  }

  /** Without healing, the slot would stay taken here, though it has no handler. */
  @Test
  void aCopyPutBackBesideAnUnregisterMayCostALaterHandlerItsPlaceButTheSlotHeals() {
    Handler a = () -> {};
    assertTrue(TABLE.register(3, a));
    long word = TestNative.word(TABLE.address(), 3);
    TestNative.inTheMiddle(
        Middle.AFTER_UNREGISTER,
        () -> {
          TestNative.put(TABLE.address(), 3, word);
          assertSame(a, TABLE.unregister(3).orElseThrow());
          assertTrue(TABLE.register(3, b));
        },
        () -> assertSame(b, TABLE.unregister(3).orElseThrow()));
    assertFalse(TABLE.handle(3));
    assertEquals(Optional.empty(), TABLE.handler(3));
    assertTrue(TABLE.register(3, c));
    assertTrue(TABLE.handle(3) && TestNative.handle(TABLE.address(), 3));
    assertEquals(0, runsOfB);
    assertEquals(2, runsOfC);
    assertSame(c, TABLE.unregister(3).orElseThrow());
  }

  /** Returns one of the two stubs that the slot has then; its next register takes the other. */
  private static long secondUnregistered() {
    Handler handler = () -> {};
    assertTrue(TABLE.register(3, handler));
    long first = TestNative.unregister(TABLE.address(), 3);
    long second = unregistered();
    TestNative.put(TABLE.address(), 3, first);
    assertSame(handler, TABLE.unregister(3).orElseThrow());
    return second;
  }

  /**
   * Register of c has found a dead word, and is about to take it out. Meanwhile C empties the slot,
   * and register of b fills it: what c takes out must not be the word of b.
   */
  @Test
  void healingTakesNoOtherRegistrationOut() {
    TestNative.put(TABLE.address(), 3, secondUnregistered());
    TestNative.inTheMiddle(
        Middle.BEFORE_REMOVE,
        () -> {
          TestNative.put(TABLE.address(), 3, 0); // C empties the slot
          assertTrue(TABLE.register(3, b));
        },
        () -> assertFalse(TABLE.register(3, c)));
    assertTrue(TABLE.handle(3) && TestNative.handle(TABLE.address(), 3));
    assertEquals(2, runsOfB);
    assertSame(b, TABLE.unregister(3).orElseThrow());
  }

  /**
   * Register in slot 6 and in slot 7 are about to take out the two stubs that slot 3 would take;
   * register in slot 3 takes both back, and each of the three handlers goes in.
   */
  @Test
  void registerEndsWhoeverHealsWithItsStubs() {
    long second = secondUnregistered();
    long first = unregistered();
    assertNotEquals(first, second);
    TestNative.put(TABLE.address(), 6, first);
    TestNative.put(TABLE.address(), 7, second);
    TestNative.inTheMiddle(
        Middle.BEFORE_REMOVE,
        () -> {
          TestNative.then(() -> assertTrue(TABLE.register(3, b)));
          assertTrue(TABLE.register(7, c));
        },
        () -> assertTrue(TABLE.register(6, c)));
    assertEquals(3, TABLE.handleAll(3, 6, 7));
    assertEquals(1, runsOfB);
    for (int index : new int[] {3, 6, 7}) {
      assertTrue(TABLE.unregister(index).isPresent());
    }
  }

  @Test
  void whileASlotIsHealedTheDeadWordIsAsDeadAsEver() {
    long word = secondUnregistered();
    TestNative.put(TABLE.address(), 3, word);
    TestNative.inTheMiddle(
        Middle.BEFORE_REMOVE,
        () -> {
          assertFalse(TABLE.handle(3));
          assertEquals(Optional.empty(), TABLE.handler(3));
          TestNative.call(word);
          TestNative.giveBack(TABLE.address(), word);
          assertEquals(Optional.empty(), TABLE.unregister(3));
          assertEquals(Optional.empty(), TABLE.replace(3, b));
          assertTrue(TABLE.handle(3));
          assertSame(b, TABLE.unregister(3).orElseThrow());
        },
        () -> assertTrue(TABLE.register(3, c)));
    assertTrue(TABLE.handle(3));
    assertEquals(1, runsOfC);
    assertSame(c, TABLE.unregister(3).orElseThrow());
  }

  @Test
  void aStubThatIsHealedWhileItsSlotNeedsOneIsNotLost() {
    unregistered();
    long stubs = HandlerTable.stats().stubs();
    for (int round = 0; round < 10; round++) {
      TestNative.put(TABLE.address(), 6, unregistered());
      TestNative.inTheMiddle(
          Middle.BEFORE_REMOVE, DeadPointerTest::unregistered, () -> TABLE.register(6, COUNT));
      assertEquals(COUNT, TABLE.unregister(6).orElseThrow());
    }
    long used = HandlerTable.stats().stubs() - stubs;
    assertTrue(used <= 2, used + " stubs");
  }

  @Test
  void aStubServesItsSlotAgainWhenItsCopyIsHealed() {
    long word = unregistered();
    TestNative.put(TABLE.address(), 3, word);
    assertTrue(TABLE.register(3, b));
    assertSame(b, TABLE.unregister(3).orElseThrow());
    assertEquals(word, unregistered());
  }
}
