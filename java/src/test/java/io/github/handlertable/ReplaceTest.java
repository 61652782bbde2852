// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.handlertable.support.AlsoByJni;
import io.github.handlertable.support.Caller;
import io.github.handlertable.support.Garbage;
import io.github.handlertable.support.NativeThreads;
import io.github.handlertable.support.Scale;
import io.github.handlertable.support.TestNative;
import io.github.handlertable.support.TestNative.Middle;
import io.github.handlertable.support.Together;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One handler in the place of another, and what late calls run. */
@AlsoByJni
class ReplaceTest {
  private static final NativeHandler COUNT = TestNative.handler("count");
  private static final NativeHandler OTHER = TestNative.handler("ran");
  private static final int ROUNDS = Scale.times(20_000);

  private final AtomicInteger runsOfA = new AtomicInteger();
  private final AtomicInteger runsOfB = new AtomicInteger();
  private final Handler a = runsOfA::incrementAndGet;
  private final Handler b = runsOfB::incrementAndGet;
  private final HandlerTable table = HandlerTable.create(4);
  private final HandlerTable.Stats before = HandlerTable.stats();

  @AfterEach
  void close() {
    table.close();
  }

  private long word() {
    return TestNative.word(table.address(), 3);
  }

  private void assertRuns(int ofA, int ofB, long stale) {
    assertEquals(ofA, runsOfA.get(), "runs of A");
    assertEquals(ofB, runsOfB.get(), "runs of B");
    assertEquals(stale, HandlerTable.stats().staleCalls() - before.staleCalls(), "stale calls");
  }

  @ParameterizedTest
  @EnumSource
  void aLateCallRunsTheNewJavaHandlerForTheStubStays(Caller caller) {
    assertTrue(table.register(3, a));
    long p = word();
    assertSame(a, table.replace(3, b).orElseThrow());
    assertEquals(p, word());
    caller.call(p);
    assertRuns(0, 1, 0);
    assertSame(b, table.unregister(3).orElseThrow());
    caller.call(p);
    assertRuns(0, 1, 1);
  }

  @ParameterizedTest
  @EnumSource
  void whereACFunctionComesOrGoesALateCallIsForNothing(Caller caller) {
    assertTrue(table.register(3, a));
    long p = word();
    assertSame(a, table.replace(3, COUNT).orElseThrow());
    assertEquals(COUNT.address(), word());
    caller.call(p);
    assertRuns(0, 0, 1);
    assertEquals(COUNT, table.replace(3, OTHER).orElseThrow());
    assertEquals(OTHER, table.replace(3, b).orElseThrow());
    caller.call(word());
    assertRuns(0, 1, 1);
    assertSame(b, table.unregister(3).orElseThrow());
  }

  @ParameterizedTest
  @EnumSource
  void theNewHandlerRunsFromTheMomentThatItIsInItsSlot(Caller caller) {
    assertTrue(table.register(3, COUNT));
    TestNative.inTheMiddle(
        Middle.AFTER_REPLACE,
        () -> {
          caller.call(word());
          assertTrue(table.handle(3));
        },
        () -> assertEquals(COUNT, table.replace(3, b).orElseThrow()));
    assertRuns(0, 2, 0);
  }

  @ParameterizedTest
  @EnumSource
  void aPendingBindingIsConfirmedByWhoReplacesIt(Caller caller) {
    TestNative.inTheMiddle(
        Middle.AFTER_REGISTER,
        () -> {
          long p = word();
          assertSame(a, table.replace(3, b).orElseThrow());
          assertEquals(p, word());
          caller.call(p);
        },
        () -> assertTrue(table.register(3, a)));
    assertTrue(table.handle(3));
    assertRuns(0, 2, 0);
    assertSame(b, table.unregister(3).orElseThrow());
  }

  @Test
  void whatCGaveBackEarlyIsNotReplacedInPlace() {
    assertTrue(table.register(0, a)); // C knows from now on what to give back
    TestNative.inTheMiddle(
        Middle.AFTER_REGISTER,
        () -> {
          long p = TestNative.unregister(table.address(), 3);
          TestNative.giveBack(table.address(), p);
          HandlerTable.stats();
          assertEquals(Optional.empty(), table.replace(3, b));
          assertNotEquals(p, word());
        },
        () -> assertTrue(table.register(3, a)));
    assertTrue(table.handle(3));
    assertRuns(0, 1, 0);
    assertSame(b, table.unregister(3).orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aCloseInBetweenLeavesNeitherHandler(boolean byC) {
    Handler next = byC ? COUNT : b;
    assertTrue(table.register(3, COUNT));
    TestNative.inTheMiddle(
        Middle.BEFORE_REPLACE,
        table::close,
        () -> assertEquals(Optional.empty(), table.replace(3, next)));
    assertEquals(0, word());
    HandlerTable other = HandlerTable.create(1);
    assertTrue(other.register(0, COUNT));
    TestNative.inTheMiddle(
        Middle.AFTER_REPLACE,
        other::close,
        () -> assertEquals(COUNT, other.replace(0, next).orElseThrow()));
    assertEquals(0, TestNative.word(other.address(), 0));
  }

  @Test
  void aHandlerThatWasReplacedGoes() {
    WeakReference<Handler> alone = registerAlone();
    long p = word();
    assertTrue(table.replace(3, b).isPresent());
    TestNative.call(p);
    Garbage.collectUntil(() -> alone.refersTo(null), "kept");
    assertRuns(0, 1, 0);
  }

  private WeakReference<Handler> registerAlone() {
    Handler alone = new int[1]::clone;
    assertTrue(table.register(3, alone));
    return new WeakReference<>(alone);
  }

  /** Two threads exchange the binding, and five read it: no call may find none. */
  @Test
  void underAStormOfReplacesByJavaHandlersNoCallIsForNothing() throws Exception {
    int replacers = 2;
    AtomicLong runs = new AtomicLong();
    CountDownLatch called = new CountDownLatch(1);
    assertTrue(table.register(3, counting(runs, called)));
    NativeThreads callers = NativeThreads.handling(table, 3).size(4).untilStopped().start();
    AtomicLong handled = new AtomicLong();
    List<List<Handler>> out;
    try {
      called.await();
      out =
          Together.run(
              replacers + 1,
              player -> {
                List<Handler> mine = new ArrayList<>();
                for (int round = 0; round < ROUNDS; round++) {
                  if (player == replacers) {
                    assertTrue(table.handle(3));
                    handled.addAndGet(1 + table.handleAll(3, 3));
                    handled.addAndGet(TestNative.handleAll(table.address(), new int[] {3, 3}));
                  } else {
                    mine.add(table.replace(3, new Counting(runs)).orElseThrow());
                  }
                }
                return mine;
              });
    } finally {
      handled.addAndGet(callers.stop().handled());
    }
    HandlerTable.Stats after = HandlerTable.stats();
    assertEquals(before.staleCalls(), after.staleCalls());
    assertEquals(handled.get(), runs.get() + after.refusedCalls() - before.refusedCalls());
    Set<Handler> all = Collections.newSetFromMap(new IdentityHashMap<>());
    out.forEach(all::addAll);
    all.add(table.unregister(3).orElseThrow());
    assertEquals(replacers * ROUNDS + 1, all.size(), "each came out once");
    assertFalse(table.handle(3));
  }

  private static Handler counting(AtomicLong runs, CountDownLatch called) {
    return () -> {
      runs.incrementAndGet();
      called.countDown();
    };
  }

  /** Each handler is a different object. */
  private static final class Counting implements Handler {
    private final AtomicLong runs;

    Counting(AtomicLong runs) {
      this.runs = runs;
    }

    @Override
    public void handle() {
      runs.incrementAndGet();
    }
  }

  /**
   * Two threads exchange the word, and four read it and call it. When it has become a C function
   * between the two, the call may do nothing, but then it is counted as stale.
   */
  @Test
  void underAStormOfAllKindsEveryCallRunsOrIsCounted() throws Exception {
    AtomicLong runs = new AtomicLong();
    CountDownLatch called = new CountDownLatch(1);
    assertTrue(table.register(3, counting(runs, called)));
    NativeThreads callers = NativeThreads.handling(table, 3).size(4).untilStopped().start();
    NativeThreads.Counts counts;
    try {
      called.await();
      Together.run(
          2,
          player -> {
            for (int round = 0; round < ROUNDS; round++) {
              boolean byC = (round + player) % 3 == 0;
              assertTrue(table.replace(3, byC ? OTHER : new Counting(runs)).isPresent());
            }
            return null;
          });
    } finally {
      counts = callers.stop();
    }
    HandlerTable.Stats after = HandlerTable.stats();
    long stale = after.staleCalls() - before.staleCalls();
    assertEquals(counts.handled(), runs.get() + counts.runs() + stale);
    assertEquals(before.refusedCalls(), after.refusedCalls());
  }
}
