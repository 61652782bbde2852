// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.handlertable.support.TestNative;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What a word that was read from slot 3, while handler A was there, does when it is called later.
 */
abstract class LateCalls {
  final AtomicInteger runsOfA = new AtomicInteger();
  final AtomicInteger runsOfB = new AtomicInteger();
  final Handler a = runsOfA::incrementAndGet;
  final Handler b = runsOfB::incrementAndGet;
  final HandlerTable table = HandlerTable.create(8);
  final HandlerTable.Stats before = HandlerTable.stats();
  long p;

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

  void unregisterA() {
    assertSame(a, table.unregister(3).orElseThrow());
  }

  void assertRuns(int ofA, int ofB, long stale) {
    assertEquals(ofA, runsOfA.get(), "runs of A");
    assertEquals(ofB, runsOfB.get(), "runs of B");
    assertEquals(stale, HandlerTable.stats().staleCalls() - before.staleCalls(), "stale calls");
  }
}
