// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static io.github.handlertable.support.Throwables.throwing;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.handlertable.internal.Machine;
import io.github.handlertable.support.AlsoByJni;
import io.github.handlertable.support.NativeThreads;
import io.github.handlertable.support.TestNative;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * C functions that need no Java. What they fire of Java all the same is refused, where there is a
 * way to call them that could not bear it; else they are called as any other, and Java runs.
 */
@AlsoByJni
class LeafTest {
  private final HandlerTable table = HandlerTable.wrap(TestNative.staticTable());
  private final AtomicInteger runs = new AtomicInteger();
  private long refused;

  @BeforeEach
  void fill() {
    table.register(1, runs::incrementAndGet);
    table.register(2, runs::incrementAndGet);
    refused = HandlerTable.stats().refusedCalls();
  }

  @AfterEach
  void empty() {
    for (int index = 0; index < table.capacity(); index++) {
      table.unregister(index);
    }
    assertEquals(0, TestNative.pendingExceptions());
  }

  private void registerLeaf(int index, String name) {
    assertTrue(table.register(index, TestNative.handler("leaf_" + name).leaf()));
  }

  /** So many calls of Java handlers came from leaves. */
  private void assertCalls(int calls) {
    boolean refuses = Machine.callsLeaves();
    assertEquals(Runtime.version().feature() >= 22, refuses, "there is a way that costs less");
    assertEquals(refuses ? 0 : calls, runs.get());
    assertEquals(refuses ? calls : 0, HandlerTable.stats().refusedCalls() - refused);
  }

  /** An ordinary call goes on to enter Java. */
  private void assertTheNextCallRuns() {
    runs.set(0);
    assertTrue(TestNative.handle(table.address(), 2));
    assertEquals(1, runs.get());
  }

  @Test
  void isTheSameFunctionWithAMark() {
    NativeHandler plain = NativeLibrary.open("libc.so.6").handler("endgrent"); // registered nowhere
    NativeHandler leaf = plain.leaf();
    assertTrue(leaf.isLeaf());
    assertFalse(plain.isLeaf());
    assertEquals(plain, leaf);
    assertEquals(plain.hashCode(), leaf.hashCode());
    assertEquals("endgrent", leaf.symbol());
    assertSame(leaf, leaf.leaf());
  }

  @Test
  void theMarkIsTheFunctionsFromItsFirstRegistrationOn() {
    registerLeaf(0, "count");
    assertTrue(TestNative.handler("leaf_count").isLeaf());
    NativeHandler there = (NativeHandler) table.handler(0).orElseThrow();
    assertTrue(there.isLeaf());
    assertEquals(there, table.unregister(0).orElseThrow());
    assertTrue(there.isLeaf());
  }

  @Test
  void isCalledWhereverJavaFiresIt() {
    long before = TestNative.countedByLeaf();
    assertTrue(table.replace(0, TestNative.handler("leaf_count").leaf()).isEmpty());
    assertTrue(table.handle(0));
    TestNative.handler("leaf_count").handle();
    assertEquals(2, table.handleAll(0, 7, 0, -1, 8));
    assertTrue(TestNative.handle(table.address(), 0));
    assertEquals(before + 5, TestNative.countedByLeaf());
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 63, 64, 65, 300})
  void aRunOfThemIsCalledWhole(int size) {
    registerLeaf(0, "count");
    table.register(3, TestNative.handler("count"));
    long leaves = TestNative.countedByLeaf();
    long others = TestNative.counted();
    int[] indexes = new int[3 * size];
    Arrays.fill(indexes, size, 2 * size, 3);
    assertEquals(3 * size, table.handleAll(indexes));
    assertEquals(leaves + 2 * size, TestNative.countedByLeaf());
    assertEquals(others + size, TestNative.counted());
  }

  @Test
  void ofARunSixtyFourAreCalledInOnePiece() {
    registerLeaf(0, "count");
    if (Machine.callsLeaves()) {
      assertEquals(64, (int) Machine.runOfLeaves(table.address(), new int[300], 0, 300));
    }
  }

  @Test
  void inARunEachSlotIsReadWhenItsTurnComes() {
    registerLeaf(0, "empty_6_and_fill_7");
    registerLeaf(6, "count");
    registerLeaf(7, "count");
    long before = TestNative.countedByLeaf();
    assertEquals(2, table.handleAll(0, 6, 7));
    assertEquals(before, TestNative.countedByLeaf());
    assertEquals(1, runs.get()); // what is in slot 7 by then is no leaf
    assertEquals(refused, HandlerTable.stats().refusedCalls());
  }

  @ParameterizedTest
  @ValueSource(strings = {"fire_1", "fire_all_1_and_2", "call_kept"})
  void aJavaHandlerThatItFiresIsRefused(String leaf) {
    TestNative.keep(TestNative.word(table.address(), 1));
    registerLeaf(0, leaf);
    int each = leaf.equals("fire_all_1_and_2") ? 2 : 1;
    assertTrue(table.handle(0));
    TestNative.handler("leaf_" + leaf).handle();
    assertEquals(3, table.handleAll(0, 0, 0));
    assertCalls(5 * each);
    assertTheNextCallRuns();
  }

  @Test
  void whenItIsPendingToo() {
    try (PendingEvents events = PendingEvents.create(8)) {
      registerLeaf(5, "fire_1");
      registerLeaf(6, "fire_1");
      events.raise(5);
      events.raise(6);
      assertEquals(2, table.handlePending(events));
      events.raise(6);
      assertEquals(1, table.handlePending(events));
    }
    assertCalls(3);
    assertTheNextCallRuns();
  }

  @Test
  void belowAnOrdinaryFunctionToo() {
    table.replace(1, () -> table.handle(3));
    registerLeaf(3, "call_kept");
    TestNative.keep(TestNative.word(table.address(), 2));
    table.register(0, TestNative.handler("fire_1"));
    assertTrue(table.handle(0));
    assertCalls(1);
  }

  @Test
  void onANativeThreadToo() {
    table.replace(1, () -> table.handle(3));
    registerLeaf(3, "call_kept");
    TestNative.keep(TestNative.word(table.address(), 2));
    NativeThreads.handling(table, 1).size(2).times(1000).run();
    NativeThreads.handling(table, 1).attached().times(1000).run();
    assertCalls(3000);
    assertTheNextCallRuns();
  }

  @Test
  void whatIsThrownAroundItComesOut() {
    RuntimeException thrown = new RuntimeException();
    table.replace(1, throwing(thrown));
    table.replace(2, () -> table.handle(3));
    registerLeaf(3, "count");
    table.register(0, TestNative.handler("fire_1_and_2"));
    assertSame(thrown, assertThrows(RuntimeException.class, () -> table.handle(0)));
    assertEquals(0, thrown.getSuppressed().length);
  }

  @Test
  void whatCPutsInItsPlaceIsCalledAsAnyOther() {
    registerLeaf(0, "count");
    assertTrue(table.handle(0));
    TestNative.put(table.address(), 0, TestNative.handler("fire_1").address());
    assertTrue(table.handle(0));
    assertEquals(2, table.handleAll(0, 0));
    assertEquals(3, runs.get());
    TestNative.put(table.address(), 0, 0);
  }
}
