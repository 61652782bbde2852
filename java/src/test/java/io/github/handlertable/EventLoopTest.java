// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.handlertable.internal.Layout;
import io.github.handlertable.internal.Machine;
import io.github.handlertable.support.AlsoByJni;
import io.github.handlertable.support.Garbage;
import io.github.handlertable.support.NativeThreads;
import io.github.handlertable.support.Scale;
import io.github.handlertable.support.VirtualThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** A loop that waits and handles. */
@AlsoByJni
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD) // native code may hang
@SuppressWarnings("try") // a loop that is not used in its block
class EventLoopTest extends EventLoopFixture {
  @Test
  void itHandlesWhatIsRaisedBeforeAndAfterItsStart() throws Exception {
    registerSeen(1, 1999);
    events.raise(1);
    EventLoop loop = EventLoop.start(table, events);
    assertEquals(1, next());
    assertTrue(loop.thread().isDaemon());
    events.raise(1999);
    assertEquals(1999, next());
    NativeThreads.calling(events.raiser(1).address()).run();
    assertEquals(1, next());
    loop.close();
    assertFalse(loop.thread().isAlive());
    events.raise(1);
    assertTrue(events.isPending(1));
    loop.close();
  }

  @Test
  void itEndsWhenItsTableIsClosedAndTakesNothingMore() throws Exception {
    EventLoop loop = EventLoop.start(table, events);
    long top = events.address + Layout.PENDING_ROOT + Long.BYTES;
    while ((Machine.readInt(top) & 2) == 0) { // HT_PENDING_MARK: it sleeps, or is about to
      Thread.onSpinWait();
    }
    table.close();
    loop.thread().join();
    events.raise(1);
    assertTrue(events.isPending(1));
    loop.close();
  }

  @Test
  void aTableThatIsClosedMeanwhileLosesNothing() throws Exception {
    int raised = 64; // of one group: all are taken at once
    for (int round = 0; round < Scale.timesInAMinute(200); round++) {
      HandlerTable other = HandlerTable.create(raised);
      AtomicInteger handled = new AtomicInteger();
      for (int index = 0; index < raised; index++) {
        other.register(index, handled::incrementAndGet);
        events.raise(index);
      }
      EventLoop loop = EventLoop.start(other, events);
      while (handled.get() == 0) {
        Thread.onSpinWait();
      }
      other.close();
      loop.thread().join();
      for (int index = 0; index < raised; index++) {
        handled.addAndGet(events.isPending(index) ? 1 : 0);
      }
      assertEquals(raised, handled.get(), "round " + round);
      HandlerTable.create(0).handlePending(events); // takes what is left
    }
  }

  @Test
  void aFactoryThatStartsItsThreadIsRefusedAndLeavesNoLoop() throws Exception {
    AtomicReference<Thread> started = new AtomicReference<>();
    assertThrows(
        IllegalThreadStateException.class,
        () ->
            EventLoop.start(
                table,
                events,
                loop -> {
                  started.set(new Thread(loop));
                  started.get().start();
                  return started.get();
                },
                null));
    started.get().join();
    events.raise(1);
    assertTrue(events.isPending(1));
  }

  @Test
  void anInterruptDoesNotEndIt() throws Exception {
    registerSeen(1);
    table.register(
        2,
        () -> {
          Thread.currentThread().interrupt();
          seen.add(2);
        });
    try (EventLoop loop = EventLoop.start(table, events)) {
      for (int round = 0; round < 10; round++) {
        loop.thread().interrupt();
        events.raise(1);
        assertEquals(1, next());
        events.raise(2);
        assertEquals(2, next());
      }
      assertTrue(loop.thread().isAlive());
    }
  }

  @Test
  void itsOwnThreadMayCloseIt() throws Exception {
    AtomicReference<EventLoop> loop = new AtomicReference<>();
    CountDownLatch set = new CountDownLatch(1);
    table.register(
        1,
        () -> {
          try {
            set.await();
          } catch (InterruptedException e) {
            seen.add(e);
          }
          loop.get().close();
          seen.add("closed");
        });
    registerSeen(2);
    events.raise(1);
    events.raise(2);
    loop.set(EventLoop.start(table, events));
    set.countDown();
    assertEquals("closed", next());
    assertEquals(2, next()); // what it had taken, it handles
    loop.get().thread().join();
  }

  @Test
  void itsListenerMayCloseIt() throws Exception {
    AtomicReference<EventLoop> loop = new AtomicReference<>();
    table.register(1, throwing(new RuntimeException("planned")));
    loop.set(EventLoop.start(table, events, PLATFORM, (index, what) -> loop.get().close()));
    events.raise(1);
    loop.get().thread().join();
  }

  @Test
  void aCloseBeforeTheFirstWaitIsNotLost() {
    for (int round = 0; round < Scale.timesInAMinute(2000); round++) {
      EventLoop loop = EventLoop.start(table, events);
      for (int spins = round % 2000 * 2; spins > 0; spins--) { // up to when it waits
        Thread.onSpinWait();
      }
      loop.close();
      assertFalse(loop.thread().isAlive());
    }
  }

  @Test
  void whoIsInterruptedClosesItAllTheSame() {
    EventLoop loop = EventLoop.start(table, events);
    Thread.currentThread().interrupt();
    loop.close();
    assertFalse(loop.thread().isAlive());
    assertTrue(Thread.interrupted());
  }

  @Test
  void itEndsWithItsSetAndWithItsTable() throws Exception {
    PendingEvents set = PendingEvents.create(1);
    EventLoop loop = EventLoop.start(table, set);
    set.close();
    loop.thread().join();
    loop.close();

    HandlerTable closing = HandlerTable.create(1);
    loop = EventLoop.start(closing, events);
    closing.close();
    events.raise(1);
    loop.thread().join();
    assertThrows(IllegalStateException.class, () -> EventLoop.start(closing, events));
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  void itMayBeAVirtualThread() throws Exception {
    registerSeen(1);
    table.register(2, throwing(new RuntimeException("planned")));
    try (EventLoop loop =
        EventLoop.start(
            table,
            events,
            VirtualThreads.factory(),
            (index, what) -> seen.add(new Told(index, what)))) {
      for (int round = 0; round < 100; round++) {
        events.raise(1);
        assertEquals(1, next());
        events.raise(2);
        assertEquals(2, ((Told) next()).index());
        loop.thread().interrupt();
      }
    }
  }

  @Test
  void aFactoryMustMakeAThread() {
    assertThrows(
        NullPointerException.class, () -> EventLoop.start(table, events, code -> null, null));
  }

  @Test
  void itKeepsItsSetAndItsTable() throws Exception {
    NativeHandler raiser = startForgotten();
    Garbage.collect();
    raiser.handle();
    assertEquals("still here", next());
    raiser.handle();
    assertEquals("still here", next());
  }

  private NativeHandler startForgotten() {
    PendingEvents set = PendingEvents.create(1);
    HandlerTable slots = HandlerTable.create(1);
    slots.register(0, () -> seen.add("still here"));
    EventLoop.start(slots, set);
    return set.raiser(0);
  }

  /** While two indexes are raised without pause, each other one has its turn soon. */
  @Test
  void noIndexStarves() throws Exception {
    int[] storm = {0, CAPACITY - 1};
    AtomicLong taken = new AtomicLong();
    for (int index : storm) {
      table.register(index, taken::incrementAndGet);
    }
    List<Long> waits = new ArrayList<>();
    AtomicLong raisedAt = new AtomicLong();
    for (int index = 1; index <= 1000; index++) {
      table.register(index, () -> seen.add(taken.incrementAndGet() - raisedAt.get()));
    }
    NativeThreads[] raisers = new NativeThreads[storm.length];
    for (int i = 0; i < storm.length; i++) {
      raisers[i] = NativeThreads.calling(events.raiser(storm[i]).address()).untilStopped().start();
    }
    try (EventLoop loop = EventLoop.start(table, events)) {
      while (taken.get() == 0) {
        Thread.onSpinWait(); // until there is a storm
      }
      for (int index = 1; index <= 1000; index++) {
        raisedAt.set(taken.get());
        events.raise(index);
        waits.add((Long) next());
      }
    } finally {
      for (NativeThreads threads : raisers) {
        threads.stop();
      }
    }
    assertTrue(waits.stream().allMatch(wait -> wait < 10_000), waits::toString);
  }

  /**
   * Many threads raise, the loop coalesces: after its last raise each index is handled once more.
   */
  @Test
  void afterItsLastRaiseEachIndexIsHandled() throws Exception {
    int threads = 3;
    AtomicInteger[] raised = new AtomicInteger[CAPACITY];
    AtomicInteger[] handled = new AtomicInteger[CAPACITY];
    for (int index = 0; index < CAPACITY; index++) {
      int number = index;
      raised[index] = new AtomicInteger();
      handled[index] = new AtomicInteger();
      table.register(index, () -> handled[number].set(raised[number].get()));
    }
    try (EventLoop loop = EventLoop.start(table, events)) {
      List<Thread> all = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int own = i;
        Thread thread =
            new Thread(
                () -> {
                  for (int round = 0; round < Scale.timesInAMinute(100); round++) {
                    for (int index = own; index < CAPACITY; index += threads) {
                      raised[index].incrementAndGet();
                      events.raise(index);
                    }
                  }
                });
        thread.start();
        all.add(thread);
      }
      for (Thread thread : all) {
        thread.join();
      }
      for (int index = 0; index < CAPACITY; index++) {
        while (handled[index].get() != raised[index].get()) {
          Thread.onSpinWait();
        }
      }
    }
  }
}
