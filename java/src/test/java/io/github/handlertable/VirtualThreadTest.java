// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.handlertable.child.ShareOneCarrier;
import io.github.handlertable.support.AlsoByJni;
import io.github.handlertable.support.AlsoUnchecked;
import io.github.handlertable.support.Child;
import io.github.handlertable.support.Scale;
import io.github.handlertable.support.TestNative;
import io.github.handlertable.support.VirtualThreads;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** Virtual threads fire handlers and run them. */
@EnabledForJreRange(min = JRE.JAVA_21)
@AlsoByJni
@AlsoUnchecked
class VirtualThreadTest {
  private final HandlerTable table = HandlerTable.wrap(TestNative.staticTable());
  private final int threads = Scale.times(2_000);

  @AfterEach
  void emptyTheTable() {
    table.close();
    HandlerTable shared = HandlerTable.wrap(TestNative.staticTable());
    shared.unregister(0);
  }

  @Test
  void theyAreCalledBackThroughC() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    ThreadLocal<Thread> caller = new ThreadLocal<>();
    assertTrue(table.register(0, TestNative.handler("fire_1")));
    assertTrue(
        table.register(
            1,
            () -> {
              assertSame(caller.get(), Thread.currentThread());
              runs.incrementAndGet();
            }));
    onVirtualThreads(
        () -> {
          caller.set(Thread.currentThread());
          assertTrue(table.handle(0));
          assertTrue(table.handle(1));
        });
    assertEquals(2 * threads, runs.get());
  }

  @Test
  void whatAHandlerThrowsComesOutOnItsOwnThread() throws Exception {
    AtomicInteger caught = new AtomicInteger();
    ThreadLocal<RuntimeException> own = new ThreadLocal<>();
    assertTrue(table.register(0, TestNative.handler("fire_1")));
    assertTrue(
        table.register(
            1,
            () -> {
              throw own.get();
            }));
    onVirtualThreads(
        () -> {
          own.set(new RuntimeException());
          try {
            table.handle(0);
          } catch (RuntimeException e) {
            assertSame(own.get(), e);
            caught.incrementAndGet();
          }
        });
    assertEquals(threads, caught.get());
  }

  @Test
  void whereverTheStackEndsAChangeIsWholeOrThrows() {
    StackOverflowChangesTest changes = new StackOverflowChangesTest();
    changes.thread =
        code -> {
          ExecutorService executor = VirtualThreads.executor();
          Future<?> end = executor.submit(code);
          executor.shutdown();
          assertDoesNotThrow(() -> end.get(60, TimeUnit.SECONDS));
        };
    changes.register();
    changes.unregisterOfAJavaHandler();
    changes.replaceOfACFunctionByAJavaHandler();
    changes.close();
  }

  @Test
  void withOneCarrierAllAreCalledBackAndAHandlerThatWaitsForAnotherNeedsATimeout() {
    List<String> options =
        Child.options(
            "-Djdk.virtualThreadScheduler.parallelism=1",
            "-Djdk.virtualThreadScheduler.maxPoolSize=1");
    Child.java(options, ShareOneCarrier.class, Integer.toString(threads)).ended(0);
  }

  private void onVirtualThreads(Runnable action) throws Exception {
    ExecutorService executor = VirtualThreads.executor();
    for (int thread = 0; thread < threads; thread++) {
      executor.execute(action);
    }
    executor.shutdown();
    assertTrue(executor.awaitTermination(60, TimeUnit.SECONDS));
  }
}
