// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static io.github.handlertable.support.Throwables.withDefaultHandler;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.handlertable.support.AlsoByJni;
import io.github.handlertable.support.AlsoUnchecked;
import io.github.handlertable.support.NativeThreads;
import io.github.handlertable.support.Scale;
import io.github.handlertable.support.TestNative;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which Java thread a native thread is, and for how long. */
@AlsoByJni
@AlsoUnchecked
class ThreadTest {
  private final HandlerTable table = HandlerTable.create(8);
  private final HandlerTable.Stats before = HandlerTable.stats();

  @AfterEach
  void nothingIsLeft() {
    table.close();
    assertEquals(0, TestNative.pendingExceptions());
  }

  private long refused() {
    return HandlerTable.stats().refusedCalls() - before.refusedCalls();
  }

  @Test
  void aNativeThreadIsADaemonUnderItsNameInTheSystem() {
    AtomicReference<String> seen = new AtomicReference<>();
    table.register(
        0,
        () -> {
          Thread thread = Thread.currentThread();
          seen.set(thread.getName() + (thread.isDaemon() ? ", a daemon" : ""));
        });
    NativeThreads.handling(table, 0).named("timer irq 15").run();
    assertEquals("timer irq 15, a daemon", seen.get());
  }

  /** The JVM would leave it without one. The smallest stack that works has room for it. */
  @ParameterizedTest
  @ValueSource(ints = {0, 128})
  void aNativeThreadHasTheSystemClassLoaderAsItsContextClassLoader(int kilobytes) {
    List<ClassLoader> seen = Collections.synchronizedList(new ArrayList<>());
    ClassLoader own = new ClassLoader(null) {};
    table.register(
        0,
        () -> {
          seen.add(Thread.currentThread().getContextClassLoader());
          Thread.currentThread().setContextClassLoader(own); // stays
        });
    NativeThreads.handling(table, 0).times(2).stackSize(kilobytes * 1024).run();
    assertEquals(List.of(ClassLoader.getSystemClassLoader(), own), seen);
  }

  @Test
  void theContextClassLoaderOfAThreadThatAnotherLibraryAttachedStays() {
    List<ClassLoader> seen = new ArrayList<>();
    table.register(0, () -> seen.add(Thread.currentThread().getContextClassLoader()));
    NativeThreads.handling(table, 0).attached().run();
    assertEquals(Collections.singletonList(null), seen);
  }

  @Test
  void aNameThatIsNotAsciiDoesNoHarm() {
    AtomicReference<String> seen = new AtomicReference<>();
    table.register(0, () -> seen.set(Thread.currentThread().getName()));
    NativeThreads.handling(table, 0).named("größe").run();
    assertTrue(seen.get().matches("gr.+e"), seen.get());
  }

  @Test
  void aNativeThreadIsTheSameJavaThreadInEachCallAndEndsWithIt() {
    Set<Thread> seen = ConcurrentHashMap.newKeySet();
    Set<Thread> alive = ConcurrentHashMap.newKeySet();
    table.register(
        0,
        () -> {
          Thread thread = Thread.currentThread();
          seen.add(thread);
          if (thread.isAlive() && Thread.getAllStackTraces().containsKey(thread)) {
            alive.add(thread);
          }
        });
    assertEquals(0, NativeThreads.handling(table, 0).times(0).run().attached());
    assertEquals(1, NativeThreads.handling(table, 0).times(5).run().attached());
    assertEquals(1, seen.size());
    assertEquals(seen, alive);
    assertFalse(seen.iterator().next().isAlive());
  }

  @Test
  void manyShortThreadsLeaveNoJavaThreadBehind() {
    Set<Thread> seen = ConcurrentHashMap.newKeySet();
    table.register(0, () -> seen.add(Thread.currentThread()));
    int rounds = Scale.times(20);
    for (int round = 0; round < rounds; round++) {
      NativeThreads.handling(table, 0).size(50).run();
    }
    assertEquals(50 * rounds, seen.size());
    assertTrue(seen.stream().noneMatch(Thread::isAlive));
    assertTrue(Collections.disjoint(seen, Thread.getAllStackTraces().keySet()));
    assertEquals(0, refused());
  }

  @Test
  void everyCallOfManyThreadsRuns() {
    AtomicInteger runs = new AtomicInteger();
    table.register(0, runs::incrementAndGet);
    int calls = Scale.times(2_000);
    assertEquals(64L * calls, NativeThreads.handling(table, 0).size(64).times(calls).run().calls());
    assertEquals(64 * calls, runs.get());
  }

  @Test
  void aThreadThatAnotherLibraryAttachedStaysAttached() {
    ConcurrentLinkedQueue<Thread> seen = new ConcurrentLinkedQueue<>();
    table.register(0, () -> seen.add(Thread.currentThread()));
    NativeThreads.Counts counts =
        NativeThreads.handling(table, 0).attached().named("foreign").times(3).run();
    assertEquals(1, counts.attached());
    assertEquals(3, seen.size());
    assertEquals(1, Set.copyOf(seen).size());
    assertEquals("foreign", seen.peek().getName());
    assertFalse(seen.peek().isAlive(), "it has detached itself");
  }

  /** By us, and so it is detached when it ends: what it is called shows it. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aThreadThatAnotherLibraryDetachedIsAttachedAgain(boolean attachedByAnother) {
    ConcurrentLinkedQueue<Thread> seen = new ConcurrentLinkedQueue<>();
    HandlerTable shared = HandlerTable.wrap(TestNative.staticTable());
    shared.register(0, TestNative.handler("fire_1_detached"));
    shared.register(1, () -> seen.add(Thread.currentThread()));
    NativeThreads threads = NativeThreads.handling(shared, 0).named("foreign");
    (attachedByAnother ? threads.attached() : threads).run();
    shared.unregister(0);
    shared.unregister(1);
    assertEquals(2, seen.size());
    assertNotSame(seen.poll(), seen.peek());
    assertEquals("foreign", seen.peek().getName());
    assertFalse(seen.peek().isAlive());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aThreadThatFiresWhileItEndsLeavesNoJavaThreadBehind(boolean attachedByAnother) {
    Set<Thread> seen = ConcurrentHashMap.newKeySet();
    AtomicInteger runs = new AtomicInteger();
    HandlerTable shared = HandlerTable.wrap(TestNative.staticTable());
    shared.register(0, TestNative.handler("fire_1_also_at_end"));
    shared.register(
        1,
        () -> {
          seen.add(Thread.currentThread());
          runs.incrementAndGet();
        });
    NativeThreads threads = NativeThreads.handling(shared, 0).size(20);
    (attachedByAnother ? threads.attached() : threads).run();
    shared.unregister(0);
    shared.unregister(1);
    assertEquals(20 * (1 + 4), runs.get() + refused(), "glibc calls destructors 4 times");
    assertTrue(refused() > 0);
    assertTrue(runs.get() >= 20);
    assertTrue(seen.stream().noneMatch(Thread::isAlive));
  }

  /** Pthread allows no less than 16 KB; the JVM refuses the first of these, and dies of others. */
  @ParameterizedTest
  @ValueSource(ints = {16, 20, 24, 32, 48, 64, 80, 96})
  void aThreadWithTooSmallAStackIsRefusedAndCounted(int kilobytes) {
    AtomicInteger runs = new AtomicInteger();
    table.register(0, runs::incrementAndGet);
    int rounds = Scale.times(5);
    for (int round = 0; round < rounds; round++) {
      NativeThreads.handling(table, 0).size(4).times(3).stackSize(kilobytes * 1024).run();
    }
    assertEquals(12 * rounds, refused());
    assertEquals(0, runs.get());
  }

  @ParameterizedTest
  @ValueSource(ints = {128, 192, 256, 512})
  void aThreadWithASmallStackWorks(int kilobytes) {
    AtomicInteger runs = new AtomicInteger();
    table.register(0, runs::incrementAndGet);
    NativeThreads.handling(table, 0).size(4).times(10).stackSize(kilobytes * 1024).run();
    assertEquals(40, runs.get());
    assertEquals(0, refused());
  }

  @Test
  void aHandlerOnAThreadWithASmallStackMayChangeTheTable() {
    AtomicInteger changes = new AtomicInteger();
    Handler other = () -> {};
    table.register(
        0,
        () -> {
          if (table.register(1, other) && table.unregister(1).isPresent()) {
            changes.incrementAndGet();
          }
        });
    NativeThreads.handling(table, 0).times(10).stackSize(128 * 1024).run();
    assertEquals(10, changes.get());
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 32, 64, 90})
  void aFirstCallWithTooLittleStackLeftIsRefusedAndCounted(int kilobytes) {
    AtomicInteger runs = new AtomicInteger();
    table.register(0, runs::incrementAndGet);
    NativeThreads.handling(table, 0).times(3).stackLeft(kilobytes * 1024).run();
    assertEquals(3, refused());
    assertEquals(1, runs.get());
  }

  /** The JVM's guard pages are there by now, so less than 32 KB would be C's own overflow. */
  @Test
  void whereverTheStackOfAnAttachedThreadEndsACallRunsOrTheThreadIsTold() {
    AtomicInteger runs = new AtomicInteger();
    AtomicInteger told = new AtomicInteger();
    table.register(0, runs::incrementAndGet);
    for (int left = 32 * 1024; left <= 512 * 1024; left += 2 * 1024) {
      NativeThreads threads = NativeThreads.handling(table, 0).attached().times(2).stackLeft(left);
      runs.set(0);
      told.set(0);
      withDefaultHandler(
          (thread, throwable) -> {
            assertInstanceOf(StackOverflowError.class, throwable);
            told.incrementAndGet();
          },
          threads::run);
      assertEquals(runs.get() == 3 ? 0 : 1, told.get(), left + " bytes left");
      assertTrue(runs.get() > 0, "the last call has stack enough");
    }
    assertEquals(3, runs.get());
    assertTrue(refused() > 0);
  }
}
