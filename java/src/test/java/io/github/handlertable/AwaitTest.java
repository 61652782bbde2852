// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.handlertable.support.AlsoByJni;
import io.github.handlertable.support.NativeThreads;
import io.github.handlertable.support.ProductCopy;
import io.github.handlertable.support.Scale;
import io.github.handlertable.support.TestNative;
import io.github.handlertable.support.Together;
import io.github.handlertable.support.VirtualThreads;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** Waiting for what is pending. */
@AlsoByJni
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD) // native code may hang
class AwaitTest {
  private static final Duration LONG = Duration.ofDays(365_000_000); // more than nanoseconds hold
  private static final Duration DAY = Duration.ofDays(1);

  private final PendingEvents events = PendingEvents.create(5000);
  private final HandlerTable table = HandlerTable.create(5000);

  @AfterEach
  void close() {
    events.close();
    table.close();
  }

  /** What a thread of its own finds. */
  private static <T> FutureTask<T> inThread(Callable<T> code, AtomicReference<Thread> thread) {
    FutureTask<T> task = new FutureTask<>(code);
    thread.set(new Thread(task, "waits"));
    thread.get().setDaemon(true);
    thread.get().start();
    return task;
  }

  private FutureTask<Boolean> waiting(Duration timeout) {
    return inThread(() -> events.await(timeout), new AtomicReference<>());
  }

  /** Until somebody sleeps in the kernel: the mark in the word that is the futex. */
  private void untilSomebodySleeps() {
    while ((TestNative.word(events.address(), 1) & 2) == 0) { // behind a table's header: the top
      Thread.onSpinWait();
    }
  }

  @Test
  void itEndsWhenSomethingIsRaised() throws Exception {
    for (Duration timeout : List.of(DAY, LONG)) {
      for (int round = 0; round < Scale.timesInAMinute(200); round++) {
        FutureTask<Boolean> waiting = waiting(timeout);
        if (round % 2 == 0) {
          untilSomebodySleeps();
        }
        events.raise(4999);
        assertTrue(waiting.get());
        table.handlePending(events);
        assertFalse(events.await(Duration.ZERO));
      }
    }
  }

  @Test
  void itEndsWhenANativeThreadRaises() throws Exception {
    FutureTask<Boolean> waiting = waiting(LONG);
    untilSomebodySleeps();
    NativeThreads.calling(events.raiser(4).address()).run();
    assertTrue(waiting.get());
  }

  @Test
  void itEndsWhenSomethingIsUnmasked() throws Exception {
    events.mask(4096);
    events.raise(4096);
    FutureTask<Boolean> waiting = waiting(LONG);
    untilSomebodySleeps();
    events.unmask(4096);
    assertTrue(waiting.get());
  }

  @Test
  void allWhoWaitAreWoken() throws Exception {
    List<FutureTask<Boolean>> all = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      all.add(waiting(LONG));
    }
    untilSomebodySleeps();
    events.raise(1);
    for (FutureTask<Boolean> waiting : all) {
      assertTrue(waiting.get());
    }
  }

  @Test
  void itEndsWhenTheTimeIsOver() throws Exception {
    assertFalse(events.await(Duration.ZERO));
    assertFalse(events.await(Duration.ofSeconds(-1)));
    assertFalse(events.await(Duration.ofSeconds(Long.MIN_VALUE)));
    long start = System.nanoTime();
    assertFalse(events.await(Duration.ofMillis(30)));
    assertTrue(System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(30));
    events.raise(0);
    assertTrue(events.await(Duration.ofSeconds(-1)));
    assertThrows(NullPointerException.class, () -> events.await(null));
  }

  @Test
  void itEndsWhenAnotherLoaderClosesItsSetAndSoDoesALoop() throws Exception {
    Class<?> theirs = ProductCopy.load().getClassLoader().loadClass(PendingEvents.class.getName());
    Object set = theirs.getMethod("create", int.class).invoke(null, 8);
    PendingEvents ours = PendingEvents.wrap((long) theirs.getMethod("address").invoke(set));
    EventLoop loop = EventLoop.start(table, ours);
    theirs.getMethod("close").invoke(set);
    loop.thread().join();
    assertFalse(ours.await(LONG));
    ours.close();
  }

  @Test
  void itEndsWhenTheSetIsClosed() throws Exception {
    for (int round = 0; round < Scale.timesInAMinute(100); round++) {
      PendingEvents set = PendingEvents.create(1);
      List<FutureTask<Boolean>> all = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        all.add(inThread(() -> set.await(LONG), new AtomicReference<>()));
      }
      while ((TestNative.word(set.address(), 1) & 2) == 0) {
        Thread.onSpinWait();
      }
      set.close();
      for (FutureTask<Boolean> waiting : all) {
        assertFalse(waiting.get());
      }
    }
  }

  /** One thread waits again and again, while another closes at whatever moment. */
  @Test
  void aCloseJustBeforeTheWaitIsNotLost() throws Exception {
    int rounds = Scale.timesInAMinute(10_000);
    PendingEvents[] sets = new PendingEvents[rounds];
    for (int round = 0; round < rounds; round++) {
      sets[round] = PendingEvents.create(1);
    }
    Together.Meeting meeting = new Together.Meeting(2);
    Together.run(
        2,
        number -> {
          for (int round = 0; round < rounds; round++) {
            meeting.await();
            if (number == 0) {
              assertFalse(sets[round].await(LONG));
            } else {
              for (int spins = round % 500; spins > 0; spins--) {
                Thread.onSpinWait();
              }
              sets[round].close();
            }
          }
          return null;
        });
  }

  @Test
  void anInterruptEndsItAtOnceAndNoOtherWait() throws Exception {
    for (int round = 0; round < Scale.timesInAMinute(100); round++) {
      AtomicReference<Thread> thread = new AtomicReference<>();
      FutureTask<Boolean> interrupted =
          inThread(
              () -> {
                try {
                  return events.await(LONG);
                } catch (InterruptedException e) {
                  assertFalse(Thread.currentThread().isInterrupted());
                  throw e;
                }
              },
              thread);
      FutureTask<Boolean> other = waiting(LONG);
      if (round % 2 == 0) {
        untilSomebodySleeps();
      }
      thread.get().interrupt();
      ExecutionException e = assertThrows(ExecutionException.class, interrupted::get);
      assertEquals(InterruptedException.class, e.getCause().getClass());
      assertFalse(other.isDone());
      events.raise(1);
      assertTrue(other.get());
      table.handlePending(events);
    }
  }

  /** An interrupt at whatever moment, also between the look for one and the sleep. */
  @Test
  void anInterruptJustBeforeTheWaitIsNotLost() throws Exception {
    int rounds = Scale.timesInAMinute(100_000);
    AtomicInteger begun = new AtomicInteger();
    AtomicReference<Thread> thread = new AtomicReference<>();
    FutureTask<Boolean> waiting =
        inThread(
            () -> {
              for (int round = 1; round <= rounds; round++) {
                begun.set(round);
                assertThrows(InterruptedException.class, () -> events.await(LONG));
              }
              return true;
            },
            thread);
    for (int round = 1; round <= rounds; round++) {
      while (begun.get() < round && !waiting.isDone()) {
        Thread.onSpinWait();
      }
      for (int spins = round % 500; spins > 0; spins--) {
        Thread.onSpinWait();
      }
      thread.get().interrupt();
    }
    assertTrue(waiting.get());
  }

  @Test
  void whoIsInterruptedBeforeDoesNotWait() {
    events.raise(1);
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> events.await(LONG));
    assertFalse(Thread.currentThread().isInterrupted());
  }

  @Test
  void whoWaitsHoldsUpNoSafepoint() throws Exception {
    FutureTask<Boolean> waiting = waiting(LONG);
    untilSomebodySleeps();
    System.gc();
    assertFalse(waiting.isDone());
    events.raise(1);
    assertTrue(waiting.get());
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  void aVirtualThreadMayWait() throws Exception {
    ExecutorService virtual = VirtualThreads.executor();
    Future<Boolean> waiting = virtual.submit(() -> events.await(LONG));
    untilSomebodySleeps();
    events.raise(1);
    assertTrue(waiting.get());
    table.handlePending(events);

    AtomicReference<Thread> thread = new AtomicReference<>();
    Future<Boolean> interrupted =
        virtual.submit(
            () -> {
              thread.set(Thread.currentThread());
              return events.await(LONG);
            });
    while (thread.get() == null) {
      Thread.onSpinWait();
    }
    thread.get().interrupt();
    ExecutionException e = assertThrows(ExecutionException.class, interrupted::get);
    assertEquals(InterruptedException.class, e.getCause().getClass());
  }

  @Test
  void whoWaitsTakesNoProcessor() throws Exception {
    FutureTask<Boolean> waiting = waiting(LONG);
    untilSomebodySleeps();
    long before = ticksOfWaiting();
    assertFalse(events.await(Duration.ofMillis(300)));
    long ticks = ticksOfWaiting() - before;
    assertTrue(ticks < 10, () -> ticks + " ticks of 10 ms");
    events.raise(1);
    assertTrue(waiting.get());
  }

  private static long ticksOfWaiting() throws IOException {
    long ticks = 0;
    boolean found = false;
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
      for (Path thread : threads) {
        String[] fields = Files.readString(thread.resolve("stat")).split(" ");
        if (fields[1].equals("(waits)")) {
          ticks += Long.parseLong(fields[13]) + Long.parseLong(fields[14]);
          found = true;
        }
      }
    }
    assertTrue(found);
    return ticks;
  }
}
