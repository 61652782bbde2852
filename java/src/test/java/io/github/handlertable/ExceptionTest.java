// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static io.github.handlertable.support.Throwables.throwUnchecked;
import static io.github.handlertable.support.Throwables.throwing;
import static io.github.handlertable.support.Throwables.withDefaultHandler;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.handlertable.internal.Layout;
import io.github.handlertable.internal.Upcalls;
import io.github.handlertable.support.AlsoByJni;
import io.github.handlertable.support.AlsoUnchecked;
import io.github.handlertable.support.NativeThreads;
import io.github.handlertable.support.Scale;
import io.github.handlertable.support.TestNative;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a handler throws comes out where Java fired it, through any frames between. */
@AlsoByJni
@AlsoUnchecked
class ExceptionTest {
  private final HandlerTable table = HandlerTable.wrap(TestNative.staticTable());
  private final Exception thrown = new IOException("a checked exception");
  private final Error second = new Error("the second one");

  @AfterEach
  void noExceptionWasPendingInC() {
    assertEquals(0, TestNative.pendingExceptions());
    registerC(7, "count");
    assertTrue(table.handle(7), "and none is left over");
    for (int index = 0; index < table.capacity(); index++) {
      table.unregister(index);
    }
  }

  private void registerC(int index, String name) {
    assertTrue(table.register(index, TestNative.handler(name)));
  }

  @Test
  void comesOutOfHandle() {
    table.register(1, throwing(thrown));
    assertSame(thrown, assertThrows(IOException.class, () -> table.handle(1)));
    assertArrayEquals(new Throwable[0], thrown.getSuppressed());
  }

  @Test
  void comesOutOfANativeHandlerThatIsAStub() {
    table.register(1, throwing(thrown));
    NativeHandler stub = NativeHandler.ofAddress(TestNative.word(table.address(), 1));
    assertSame(thrown, assertThrows(IOException.class, stub::handle));
  }

  @Test
  void comesThroughACHandlerThatFires() {
    registerC(0, "fire_1");
    table.register(1, throwing(thrown));
    assertSame(thrown, assertThrows(IOException.class, () -> table.handle(0)));
    assertSame(thrown, assertThrows(IOException.class, TestNative.handler("fire_1")::handle));
  }

  @Test
  void comesThroughJavaAndCInTurns() {
    registerC(0, "fire_1");
    table.register(1, () -> table.handle(2));
    registerC(2, "fire_3");
    table.register(3, () -> TestNative.handle(table.address(), 4));
    table.register(4, throwing(thrown));
    assertSame(thrown, assertThrows(IOException.class, () -> table.handle(0)));
  }

  @Test
  void aSecondOneIsSuppressed() {
    registerC(0, "fire_1_and_2");
    table.register(1, throwing(thrown));
    table.register(2, throwing(second));
    assertSame(thrown, assertThrows(IOException.class, () -> table.handle(0)));
    assertArrayEquals(new Throwable[] {second}, thrown.getSuppressed());
  }

  @Test
  void theSameOneTwiceIsNotSuppressedByItself() {
    registerC(0, "fire_1_and_2");
    table.register(1, throwing(thrown));
    table.register(2, throwing(thrown));
    assertSame(thrown, assertThrows(IOException.class, () -> table.handle(0)));
    assertArrayEquals(new Throwable[0], thrown.getSuppressed());
  }

  @Test
  void handleAllGoesOnAndSuppresses() {
    registerC(0, "fire_1");
    table.register(1, throwing(thrown));
    table.register(2, throwing(second));
    AtomicInteger runs = new AtomicInteger();
    table.register(3, runs::incrementAndGet);
    assertSame(thrown, assertThrows(IOException.class, () -> table.handleAll(0, 2, 3)));
    assertArrayEquals(new Throwable[] {second}, thrown.getSuppressed());
    assertEquals(1, runs.get());
  }

  @Test
  void doesNotComeOutOfADowncallThatAnotherHandlerMakesMeanwhile() {
    registerC(0, "fire_1_and_2");
    table.register(1, throwing(thrown));
    AtomicInteger runs = new AtomicInteger();
    table.register(
        2,
        () -> {
          TestNative.handler("fire_3").handle();
          runs.incrementAndGet();
        });
    table.register(3, runs::incrementAndGet);
    assertSame(thrown, assertThrows(IOException.class, () -> table.handle(0)));
    assertEquals(2, runs.get());
    assertArrayEquals(new Throwable[0], thrown.getSuppressed());
  }

  @Test
  void doesNotComeOutOfADowncallThatALaterHandlerOfTheSameRunMakes() {
    registerC(0, "fire_all_1_and_2");
    table.register(1, throwing(thrown));
    AtomicInteger runs = new AtomicInteger();
    table.register(
        2,
        () -> {
          TestNative.handler("count").handle();
          runs.incrementAndGet();
        });
    assertSame(thrown, assertThrows(IOException.class, () -> table.handle(0)));
    assertEquals(1, runs.get());
    assertArrayEquals(new Throwable[0], thrown.getSuppressed());
  }

  @Test
  void doesNotComeOutOfADowncallThatTheSameHandlerMakesLater() {
    registerC(0, "fire_1");
    registerC(3, "count");
    AtomicInteger runs = new AtomicInteger();
    table.register(
        1,
        () -> {
          TestNative.handle(table.address(), 2); // by JNI code that knows nothing of exceptions
          assertTrue(table.handle(3));
          assertEquals(2, table.handleAll(3, 3));
          runs.incrementAndGet();
        });
    table.register(2, throwing(thrown));
    assertSame(thrown, assertThrows(IOException.class, () -> table.handle(0)));
    assertEquals(1, runs.get());
    assertArrayEquals(new Throwable[0], thrown.getSuppressed());
  }

  @Test
  void whatAnotherHandlerThrowsMeanwhileInADowncallOfItsOwnIsSuppressed() {
    registerC(0, "fire_1_and_2");
    table.register(1, throwing(thrown));
    table.register(2, TestNative.handler("fire_3")::handle);
    table.register(3, throwing(second));
    assertSame(thrown, assertThrows(IOException.class, () -> table.handle(0)));
    assertArrayEquals(new Throwable[] {second}, thrown.getSuppressed());
  }

  @Test
  void aHandlerMayCatchItAndGoOn() {
    registerC(0, "fire_1");
    table.register(
        1, () -> assertSame(thrown, assertThrows(IOException.class, () -> table.handle(2))));
    registerC(2, "fire_3");
    table.register(3, throwing(thrown));
    assertTrue(table.handle(0));
  }

  @Test
  void aRealOutOfMemoryErrorComesOutOfHandle() {
    registerC(0, "fire_1");
    List<Object> kept = new ArrayList<>();
    table.register(1, () -> kept.add(new long[Integer.MAX_VALUE]));
    assertThrows(OutOfMemoryError.class, () -> table.handle(0));
    assertThrows(OutOfMemoryError.class, () -> table.handle(1));
  }

  @Test
  void ofAThreadInForeignCodeItGoesToTheThreadsHandler() throws InterruptedException {
    table.register(1, throwing(thrown));
    List<Throwable> uncaught = new ArrayList<>();
    Thread thread =
        new Thread(
            () -> {
              assertTrue(TestNative.handle(table.address(), 1));
              TestNative.call(TestNative.word(table.address(), 1));
            });
    thread.setUncaughtExceptionHandler((ignored, throwable) -> uncaught.add(throwable));
    thread.start();
    thread.join();
    assertEquals(List.of(thrown, thrown), uncaught);
  }

  @Test
  void ofANativeThreadItGoesToTheDefaultHandlerAndTheThreadGoesOn() {
    List<String> uncaught = new ArrayList<>();
    registerC(0, "fire_1");
    table.register(1, throwing(thrown));
    withDefaultHandler(
        (thread, throwable) -> uncaught.add(thread.getName() + ": " + throwable.getMessage()),
        () -> {
          NativeThreads.Counts counts =
              NativeThreads.handling(table, 0).named("thrower").times(2).run();
          assertEquals(2, counts.handled());
        });
    String line = "thrower: " + thrown.getMessage();
    assertEquals(List.of(line, line), uncaught);
  }

  @Test
  void ofANativeThreadItGoesToThatThreadsOwnHandlerIfItHasOne() {
    List<Throwable> uncaught = new ArrayList<>();
    table.register(
        1,
        () -> {
          Thread.currentThread().setUncaughtExceptionHandler((thread, e) -> uncaught.add(e));
          throwUnchecked(thrown);
        });
    NativeThreads.handling(table, 1).times(3).run();
    assertEquals(List.of(thrown, thrown, thrown), uncaught);
  }

  @Test
  void whatAnUncaughtExceptionHandlerThrowsIsSurvived() {
    AtomicInteger uncaught = new AtomicInteger();
    table.register(1, throwing(thrown));
    withDefaultHandler(
        (thread, throwable) -> {
          assertSame(thrown, throwable);
          uncaught.incrementAndGet();
          throwUnchecked(second);
        },
        () -> assertEquals(100, NativeThreads.handling(table, 1).times(100).run().handled()));
    assertEquals(100, uncaught.get());
  }

  @Test
  void ofANativeThreadAHandlerMayCatchIt() {
    AtomicInteger caught = new AtomicInteger();
    table.register(
        1,
        () -> {
          assertSame(thrown, assertThrows(IOException.class, () -> table.handle(2)));
          caught.incrementAndGet();
        });
    table.register(2, throwing(thrown));
    NativeThreads.handling(table, 1).times(10).run();
    assertEquals(10, caught.get());
  }

  /** Nothing is known that does; but the foreign stub would end the process. */
  @Test
  void whateverLeavesABindingDoesNotLeaveTheStub() {
    table.register(1, () -> {});
    int stub = Stubs.number(TestNative.word(table.address(), 1));
    Object[] entries = Upcalls.bindings()[stub >>> Layout.CHUNK_SHIFT];
    int place = stub & (1 << Layout.CHUNK_SHIFT) - 1;
    Object binding = entries[place];
    IntConsumer leaky = call -> throwUnchecked(thrown);
    entries[place] = leaky;
    long refused = HandlerTable.stats().refusedCalls();
    try {
      NativeThreads.handling(table, 1).times(10).run();
      assertEquals(refused + 10, HandlerTable.stats().refusedCalls());
    } finally {
      entries[place] = binding;
    }
  }

  @Test
  void manyThreadsThrowAtOnce() {
    AtomicInteger uncaught = new AtomicInteger();
    int calls = Scale.times(2_000);
    registerC(0, "fire_1_and_2");
    table.register(1, throwing(thrown));
    table.register(2, () -> assertThrows(Error.class, () -> table.handle(3)));
    table.register(3, throwing(second));
    withDefaultHandler(
        (thread, throwable) -> {
          assertSame(thrown, throwable);
          uncaught.incrementAndGet();
        },
        () -> {
          try (NativeThreads threads =
              NativeThreads.handling(table, 0).size(4).times(calls).start()) {
            for (int i = 0; i < calls; i++) {
              assertSame(thrown, assertThrows(IOException.class, () -> table.handle(0)));
            }
            threads.join();
          }
        });
    assertEquals(4 * calls, uncaught.get());
    assertArrayEquals(new Throwable[0], thrown.getSuppressed());
  }
}
