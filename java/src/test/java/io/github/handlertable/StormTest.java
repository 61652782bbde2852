// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.handlertable.support.AlsoByJni;
import io.github.handlertable.support.NativeThreads;
import io.github.handlertable.support.Scale;
import io.github.handlertable.support.TestNative;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Callers hammer slots that change under them. Each slot has a registrant of Java handlers and a
 * rival that puts a C handler there; both lose often, and empty the slot only when they have won.
 */
@AlsoByJni
class StormTest {
  private static final int SLOTS = 2;
  private static final NativeHandler RIVAL = TestNative.handler("ran");

  private final HandlerTable table = HandlerTable.create(SLOTS);
  private final HandlerTable.Stats before = HandlerTable.stats();
  private final AtomicLong runsOfRejected = new AtomicLong();

  /** No call may begin at the time that an earlier storm has left. */
  @BeforeEach
  void setClocks() {
    for (int slot = 0; slot < SLOTS; slot++) {
      TestNative.setClock(slot, 0);
    }
  }

  /**
   * A handler that knows whether its register failed: then it must not run, neither before nor
   * after that. The caller writes {@code ran} and reads {@code rejected}; the registrant writes
   * {@code rejected} and reads {@code ran}: at least one of them sees the other.
   */
  private final class Numbered implements Handler {
    final int slot;
    final long number;
    volatile boolean ran;
    volatile boolean rejected;

    Numbered(int slot, long number) {
      this.slot = slot;
      this.number = number;
    }

    @Override
    public void handle() {
      TestNative.ran(slot, number);
      ran = true;
      if (rejected) {
        runsOfRejected.incrementAndGet();
      }
    }

    void reject() {
      rejected = true;
      if (ran) {
        runsOfRejected.incrementAndGet();
      }
    }
  }

  /**
   * Registers and unregisters until the time is over, and until it has won the slot once and one of
   * its handlers has run, however busy the machine; returns how often it won.
   */
  private long register(int slot, long until) {
    long won = 0;
    long number = 0;
    boolean ran = false;
    while (won == 0 || !ran || System.nanoTime() < until) {
      Numbered handler = new Numbered(slot, number++);
      if (table.register(slot, handler)) {
        won++;
        assertSame(handler, table.unregister(slot).orElseThrow());
      } else {
        handler.reject();
      }
      ran |= handler.ran;
      TestNative.setClock(slot, number);
    }
    return won;
  }

  private long rival(int slot, long until) {
    long won = 0;
    while (won == 0 || System.nanoTime() < until) {
      if (table.register(slot, RIVAL)) {
        won++;
        assertEquals(RIVAL, table.unregister(slot).orElseThrow());
      }
    }
    return won;
  }

  private void storm() throws Exception {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Scale.times(1200));
    ExecutorService executor = Executors.newFixedThreadPool(2 * SLOTS);
    List<Callable<Long>> registrants = new ArrayList<>();
    for (int slot = 0; slot < SLOTS; slot++) {
      int own = slot;
      registrants.add(() -> register(own, until));
      registrants.add(() -> rival(own, until));
    }
    List<Future<Long>> results = executor.invokeAll(registrants, Scale.times(60), TimeUnit.SECONDS);
    executor.shutdown();
    for (Future<Long> won : results) {
      assertTrue(won.get() > 0);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 16})
  void nativeCallersNeverRunAHandlerOutsideItsRegistration(int callers) throws Exception {
    List<NativeThreads> threads = new ArrayList<>();
    for (int slot = 0; slot < SLOTS; slot++) {
      threads.add(NativeThreads.handling(table, slot).size(callers / SLOTS).untilStopped().start());
    }
    long handled = 0;
    long runs = 0;
    long late = 0;
    try {
      storm();
    } finally {
      for (NativeThreads some : threads) {
        NativeThreads.Counts counts = some.stop();
        handled += counts.handled();
        runs += counts.runs();
        late += counts.late();
      }
    }
    HandlerTable.Stats after = HandlerTable.stats();
    assertEquals(0, late, "runs after unregister, or in another slot");
    assertEquals(0, runsOfRejected.get());
    assertEquals(handled, runs + after.staleCalls() - before.staleCalls());
    assertTrue(runs > 0);
    assertEquals(before.refusedCalls(), after.refusedCalls());
    assertEquals(0, TestNative.pendingExceptions());
  }

  @Test
  void javaCallersNeverRunAHandlerOutsideItsRegistration() throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(SLOTS);
    AtomicBoolean over = new AtomicBoolean();
    AtomicLong handled = new AtomicLong();
    List<Future<Long>> late = new ArrayList<>();
    for (int slot = 0; slot < SLOTS; slot++) {
      int own = slot;
      late.add(
          callers.submit(
              () -> {
                while (!over.get()) {
                  TestNative.callBegins(own);
                  if (table.handle(own)) {
                    handled.incrementAndGet();
                  }
                }
                return TestNative.late();
              }));
    }
    callers.shutdown();
    try {
      storm();
    } finally {
      over.set(true);
    }
    for (Future<Long> one : late) {
      assertEquals(0, one.get(60, TimeUnit.SECONDS), "runs after unregister, or in another slot");
    }
    assertEquals(0, runsOfRejected.get());
    assertTrue(handled.get() > 0);
  }
}
