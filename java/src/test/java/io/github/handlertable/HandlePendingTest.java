// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.handlertable.support.AlsoByJni;
import io.github.handlertable.support.NativeThreads;
import io.github.handlertable.support.Scale;
import io.github.handlertable.support.TestNative;
import io.github.handlertable.support.Together;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How what is pending is handled. */
@AlsoByJni
class HandlePendingTest {
  private static final int CAPACITY = 200;

  private final PendingEvents events = PendingEvents.create(CAPACITY);
  private final HandlerTable table = HandlerTable.create(CAPACITY);
  private final List<Integer> handled = new ArrayList<>();
  private final NativeHandler count = TestNative.handler("count");

  @AfterEach
  void close() {
    events.close();
    table.close();
    assertEquals(0, TestNative.pendingExceptions());
  }

  private void raise(int... indexes) {
    for (int index : indexes) {
      assertTrue(events.raise(index));
    }
  }

  private void registerRecording(int... indexes) {
    for (int index : indexes) {
      assertTrue(table.register(index, () -> handled.add(index)));
    }
  }

  @Test
  void anIndexWithoutAHandlerIsTaken() {
    HandlerTable small = HandlerTable.create(1);
    raise(0, 5, 150);
    assertEquals(0, small.handlePending(events));
    for (int index = 0; index < CAPACITY; index++) {
      assertFalse(events.isPending(index));
    }
    small.close();
  }

  @Test
  void functionsOfCAndJavaHandlersAreMixedAsTheyStand() {
    long before = TestNative.counted();
    int java = 0;
    int functions = 0;
    for (int index = 0; index < CAPACITY; index++) {
      if (index % 7 < 3) {
        table.register(index, count);
        functions++;
      } else if (index % 7 < 5) {
        registerRecording(index);
        java++;
      }
      raise(index);
    }
    assertEquals(java + functions, table.handlePending(events));
    assertEquals(java, handled.size());
    assertEquals(functions, TestNative.counted() - before);
    assertEquals(handled.stream().sorted().toList(), handled);
  }

  @Test
  void whateverIsThrownAllIsHandledAndTheFirstComesOut() {
    // Slot 1 and 2 of the static table throw, as C's fire_1 and fire_1_and_2 call them.
    HandlerTable ofC = HandlerTable.wrap(TestNative.staticTable());
    List<Throwable> thrown = new ArrayList<>();
    Handler throwing =
        () -> {
          RuntimeException e = new RuntimeException("number " + thrown.size());
          thrown.add(e);
          throw e;
        };
    ofC.register(1, throwing);
    long before = TestNative.counted();
    table.register(0, count);
    table.register(1, TestNative.handler("fire_1"));
    table.register(2, count);
    table.register(3, count);
    table.register(4, TestNative.handler("fire_1"));
    table.register(5, throwing);
    registerRecording(6, 100);
    table.register(7, TestNative.handler("fire_1"));
    raise(0, 1, 2, 3, 4, 5, 6, 7, 100);
    Throwable first = assertThrows(RuntimeException.class, () -> table.handlePending(events));
    assertEquals(4, thrown.size());
    assertSame(thrown.get(0), first);
    assertEquals(thrown.subList(1, 4), List.of(first.getSuppressed()));
    assertEquals(3, TestNative.counted() - before);
    assertEquals(List.of(6, 100), handled);
    assertEquals(0, table.handlePending(events));
    ofC.unregister(1);
    ofC.close();
  }

  @Test
  void whatIsRaisedMeanwhileIsHandledOnceAtMost() {
    table.register(
        10,
        () -> {
          handled.add(10);
          raise(9, 10, 11, 150);
        });
    registerRecording(9, 11, 150);
    raise(10);
    int first = table.handlePending(events);
    assertEquals(10, handled.get(0));
    assertEquals(first, handled.size());
    assertEquals(handled.stream().distinct().toList(), handled);
    assertTrue(events.isPending(10)); // its turn was over
    table.handlePending(events);
    assertEquals(1, handled.stream().filter(index -> index == 9).count());
    assertEquals(1, handled.stream().filter(index -> index == 11).count());
    assertEquals(2, handled.stream().filter(index -> index == 10).count());
  }

  @Test
  void aHandlerMayDoAnything() {
    table.register(
        1,
        () -> {
          handled.add(1);
          table.unregister(2);
          events.mask(100);
          table.handlePending(events);
          events.close();
        });
    registerRecording(2, 3, 64, 100);
    raise(1, 2, 3, 64, 100);
    table.handlePending(events);
    assertEquals(List.of(1, 64, 3), handled); // 64 by the call inside
  }

  @Test
  void aHandlerMayCloseTheTable() {
    table.register(
        1,
        () -> {
          handled.add(1);
          table.close();
        });
    registerRecording(2, 64);
    raise(1, 2, 64);
    assertEquals(1, table.handlePending(events));
    assertEquals(List.of(1), handled);
    assertTrue(events.isPending(2) && events.isPending(64)); // for another table
  }

  @Test
  void whatHasNoSlotIsPendingAgainIfItsTableIsClosed() {
    HandlerTable small = HandlerTable.create(10);
    small.register(1, small::close);
    raise(1, 5, 50);
    assertEquals(1, small.handlePending(events));
    assertTrue(events.isPending(5) && events.isPending(50));
  }

  @Test
  void whatIsLeftWhenARoundEndsByAnErrorIsRaisedAgain() throws Exception {
    Error end = new Error("planned");
    Taking ending =
        new Taking(events) {
          @Override
          void thrown(int index, Throwable what) {
            throw end;
          }
        };
    registerRecording(9, 11, 12, 150);
    table.register(
        10,
        () -> {
          throw new RuntimeException("planned");
        });
    raise(9, 10, 11, 12, 150);
    assertSame(end, assertThrows(Error.class, () -> ending.run(table)));
    assertEquals(List.of(9), handled);
    assertTrue(events.await(Duration.ZERO));
    assertEquals(3, table.handlePending(events));
    assertEquals(List.of(9, 11, 12, 150), handled);
  }

  /** At whatever depth the stack ends: what was raised is handled, or still pending. */
  @Test
  void atTheStacksEndNothingIsLost() throws Exception {
    AtomicIntegerArray runs = new AtomicIntegerArray(CAPACITY);
    for (int index = 0; index < CAPACITY; index++) {
      int number = index;
      table.register(index, index % 2 == 0 ? () -> runs.incrementAndGet(number) : count);
    }
    Thread thread =
        new Thread(
            null,
            () -> {
              for (int round = 0; round < Scale.times(20); round++) {
                for (int index = 0; index < CAPACITY; index += 2) {
                  runs.set(index, 0);
                  raise(index);
                }
                for (int index = 1; index < CAPACITY; index += 2) {
                  raise(index);
                }
                long before = TestNative.counted();
                descend();
                for (int index = 0; index < CAPACITY; index += 2) {
                  int expected = events.isPending(index) ? 0 : 1;
                  if (runs.get(index) != expected) {
                    handled.add(index);
                  }
                }
                table.handlePending(events);
                if (TestNative.counted() - before != CAPACITY / 2) {
                  handled.add(round);
                }
              }
              handled.add(-1); // it came to its end
            },
            "at the stack's end",
            1 << 20);
    thread.start();
    thread.join();
    assertEquals(List.of(-1), handled);
  }

  /** Tries at each depth, on the way back from where the stack ended. */
  private int descend() {
    int deeper;
    try {
      deeper = descend() + 1;
    } catch (StackOverflowError e) {
      deeper = 0;
    }
    if (deeper < 60) {
      try {
        table.handlePending(events);
      } catch (StackOverflowError e) {
        // or a handler's
      }
    }
    return deeper;
  }

  /**
   * Several consumers in Java and C: none is lost, and each raise is handled by a call after it.
   */
  @Test
  void withSeveralConsumersNoRaiseIsLost() throws Exception {
    int rounds = Scale.times(20_000);
    AtomicInteger done = new AtomicInteger();
    AtomicIntegerArray raised = new AtomicIntegerArray(CAPACITY);
    AtomicIntegerArray seen = new AtomicIntegerArray(CAPACITY);
    for (int index = 0; index < CAPACITY; index++) {
      int number = index;
      table.register(index, () -> seen.accumulateAndGet(number, raised.get(number), Math::max));
    }
    Together.run(
        4,
        number -> {
          Random random = new Random(number);
          if (number < 2) {
            for (int round = 0; round < rounds; round++) {
              int index = random.nextInt(CAPACITY / 2) * 2 + number;
              raised.incrementAndGet(index);
              if (random.nextInt(8) == 0) {
                events.mask(index);
              }
              events.raise(index);
              events.unmask(index);
            }
            done.incrementAndGet();
            return null;
          }
          boolean last;
          do {
            last = done.get() == 2;
            if (number == 2) {
              table.handlePending(events);
            } else {
              TestNative.handlePending(table.address(), events.address(), 7);
            }
          } while (!last);
          return null;
        });
    table.handlePending(events);
    for (int index = 0; index < CAPACITY; index++) {
      assertFalse(events.isPending(index));
      assertEquals(raised.get(index), seen.get(index), "index " + index);
    }
  }

  /** A native thread raises all the time, by a raiser, an index of which each run counts. */
  @Test
  void raisesOfNativeThreadsAreAllSeen() {
    AtomicBoolean seen = new AtomicBoolean();
    table.register(130, () -> seen.set(true));
    try (NativeThreads threads =
        NativeThreads.calling(events.raiser(130).address()).size(2).untilStopped().start()) {
      for (int round = 0; round < Scale.times(1000); round++) {
        seen.set(false);
        while (!seen.get()) {
          table.handlePending(events);
        }
      }
      threads.stop();
    }
  }
}
