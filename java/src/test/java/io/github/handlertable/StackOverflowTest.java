// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static io.github.handlertable.support.Throwables.throwing;
import static io.github.handlertable.support.Throwables.withDefaultHandler;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.handlertable.child.FailFirstAtStackEnd;
import io.github.handlertable.child.FirstAtStackEnd;
import io.github.handlertable.support.AlsoByJni;
import io.github.handlertable.support.AlsoUnchecked;
import io.github.handlertable.support.Child;
import io.github.handlertable.support.NativeThreads;
import io.github.handlertable.support.TestNative;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A full stack is survived, and what it throws comes out like everything else. */
@AlsoByJni
@AlsoUnchecked
class StackOverflowTest {
  private static final int STACK = 512 * 1024;

  private final HandlerTable table = HandlerTable.wrap(TestNative.staticTable());
  private int runs;

  @BeforeEach
  void registerC() {
    assertTrue(table.register(0, TestNative.handler("fire_1")));
  }

  @AfterEach
  void noExceptionWasPendingInC() {
    assertEquals(0, TestNative.pendingExceptions());
    for (int index = 0; index < table.capacity(); index++) {
      table.unregister(index);
    }
  }

  private static void recurse() {
    recurse();
  }

  @Test
  void insideAHandlerItComesOutOfHandle() {
    table.register(1, StackOverflowTest::recurse);
    onAThread(() -> assertThrows(StackOverflowError.class, () -> table.handle(0)));
  }

  @Test
  void insideAHandlerOnANativeThreadItGoesToTheUncaughtExceptionHandler() {
    table.register(1, StackOverflowTest::recurse);
    List<Class<?>> uncaught = new ArrayList<>();
    withDefaultHandler(
        (thread, throwable) -> uncaught.add(throwable.getClass()),
        () -> NativeThreads.handling(table, 0).stackSize(STACK).times(2).run());
    assertEquals(List.of(StackOverflowError.class, StackOverflowError.class), uncaught);
  }

  @Test
  void endlessRecursionThroughJavaAndCComesOutOfHandle() {
    table.register(1, () -> table.handle(0));
    onAThread(() -> assertThrows(StackOverflowError.class, () -> table.handle(0)));
  }

  @Test
  void endlessRecursionOnANativeThreadGoesToTheUncaughtExceptionHandler() {
    table.register(1, () -> table.handle(0));
    List<Class<?>> uncaught = new ArrayList<>();
    withDefaultHandler(
        (thread, throwable) -> uncaught.add(throwable.getClass()),
        () -> NativeThreads.handling(table, 0).stackSize(STACK).times(2).run());
    assertEquals(List.of(StackOverflowError.class, StackOverflowError.class), uncaught);
  }

  @Test
  void whereverTheStackEndsAHandlerRunsOrTheErrorComesOut() {
    table.register(1, () -> runs++);
    onAThread(
        () ->
            fireAtEveryDepth(
                null,
                () -> {
                  int before = runs;
                  try {
                    assertTrue(table.handle(0));
                    assertEquals(before + 1, runs);
                  } catch (StackOverflowError e) {
                    // No room for the handler, or for what is around it.
                  }
                }));
  }

  @Test
  void whereverTheStackEndsSomethingComesOutForAHandlerThatThrows() {
    RuntimeException thrown = new RuntimeException();
    table.register(1, throwing(thrown));
    onAThread(
        () ->
            fireAtEveryDepth(
                thrown,
                () -> {
                  boolean returned = false;
                  try {
                    returned = table.handle(0);
                  } catch (StackOverflowError e) {
                    // As above.
                  } catch (RuntimeException e) {
                    assertSame(thrown, e);
                  }
                  assertFalse(returned);
                }));
  }

  @Test
  void whereverTheStackEndsHandleAllEndsToo() {
    table.register(1, () -> runs++);
    onAThread(
        () ->
            fireAtEveryDepth(
                null,
                () -> {
                  int before = runs;
                  try {
                    assertEquals(5, table.handleAll(0, 0, 1, 0, 1));
                    assertEquals(before + 5, runs);
                  } catch (StackOverflowError e) {
                    assertTrue(runs <= before + 5);
                  }
                }));
  }

  @Test
  void whatIsRefusedFirstWhereTheStackEndsIsRefusedLaterToo() {
    Child.java(Child.options(), FailFirstAtStackEnd.class)
        .succeeded("all refused")
        .butDidNotPrint("not refused");
  }

  @ParameterizedTest
  @ValueSource(strings = {"call", "create", "register", "handle", "upcall"})
  void theFirstMayBeWhereTheStackEnds(String what) {
    List<String> options = Child.options("-Xint"); // else small frames may come at the wrong time
    Child.java(options, FirstAtStackEnd.class, what).succeeded("all handled");
  }

  /**
   * Runs an action at each depth, until the stack ends. A Throwable that nobody could take then
   * must not come out of another call, but go to the thread's uncaught-exception handler.
   */
  private void fireAtEveryDepth(Throwable thrown, Runnable action) {
    List<Throwable> told = new ArrayList<>();
    Thread thread = Thread.currentThread();
    Thread.UncaughtExceptionHandler outer = thread.getUncaughtExceptionHandler();
    thread.setUncaughtExceptionHandler((ignored, throwable) -> told.add(throwable));
    try {
      for (int round = 0; round < 20; round++) {
        assertThrows(StackOverflowError.class, () -> dive(action));
        assertTrue(table.register(5, TestNative.handler("count")));
        assertTrue(table.handle(5));
        table.unregister(5);
      }
    } finally { // what the assertions throw is onAThread's
      thread.setUncaughtExceptionHandler(outer);
    }
    for (Throwable throwable : told) {
      assertTrue(throwable == thrown || throwable instanceof StackOverflowError, told::toString);
    }
  }

  static void dive(Runnable action) {
    action.run();
    dive(action);
  }

  static void onAThread(Runnable code) {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread thread = new Thread(null, code, "small stack", STACK);
    thread.setUncaughtExceptionHandler((ignored, throwable) -> failure.set(throwable));
    thread.start();
    try {
      thread.join(60_000);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    assertFalse(thread.isAlive(), "hangs");
    if (failure.get() != null) {
      throw new AssertionError(failure.get());
    }
  }
}
