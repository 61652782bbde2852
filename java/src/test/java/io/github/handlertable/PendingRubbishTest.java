// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.handlertable.support.Scale;
import io.github.handlertable.support.TestNative;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Sets in files into which another process writes whatever it likes, capacity and all. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD) // native code may hang
class PendingRubbishTest extends PendingFileFixture {
  @Test
  void rubbishRunsHandlersAndIsNoHarm() throws Exception {
    int capacity = 5000;
    Random random = new Random(1);
    HandlerTable table = HandlerTable.create(capacity);
    int[] runs = new int[1];
    for (int index = 0; index < capacity; index++) {
      table.register(index, index % 2 == 0 ? () -> runs[0]++ : TestNative.handler("count"));
    }
    try (PendingEvents events = PendingEvents.map(file(), capacity)) {
      NativeHandler raiser = events.raiser(capacity - 1);
      long[] words = new long[(int) Files.size(file()) / Long.BYTES];
      for (int round = 0; round < 50; round++) {
        if (round % 2 == 0) {
          Arrays.setAll(words, i -> random.nextLong());
        } else {
          Arrays.fill(words, -1);
        }
        write(0, words);
        raiser.handle();
        events.raise(0);
        events.unmask(capacity - 1);
        events.mask(1);
        table.handlePending(events);
        events.await(Duration.ofMillis(1));
      }
      assertTrue(runs[0] > 0);
    }
    table.close();
  }

  /** All 0, the header too: as the memory of a set that another class loader has closed. */
  @Test
  void aFileOfZerosEndsNoWaitAndNoLoop() throws Exception {
    try (HandlerTable table = HandlerTable.create(1);
        PendingEvents events = PendingEvents.map(file(), 1)) {
      CountDownLatch ran = new CountDownLatch(1);
      table.register(0, ran::countDown);
      write(0, new long[(int) Files.size(file()) / Long.BYTES]);
      events.raise(0);
      assertTrue(events.await(Duration.ofMinutes(1)));
      try (EventLoop loop = EventLoop.start(table, events)) {
        ran.await();
        assertTrue(loop.thread().isAlive());
      }
    }
  }

  /** The same while a loop takes what it finds. */
  @Test
  void rubbishBesideALoopIsNoHarm() throws Exception {
    int capacity = 5000;
    AtomicInteger runs = new AtomicInteger();
    HandlerTable table = HandlerTable.create(capacity);
    for (int index = 0; index < capacity; index++) {
      table.register(index, runs::incrementAndGet);
    }
    PendingEvents events = PendingEvents.map(file(), capacity);
    EventLoop loop = EventLoop.start(table, events);
    Random random = new Random(2);
    long[] words = new long[(int) Files.size(file()) / Long.BYTES];
    for (int round = 0; round < Scale.timesInAMinute(100) || runs.get() == 0; round++) {
      Arrays.setAll(words, i -> random.nextLong());
      write(0, words);
      events.wake(); // who writes rubbish need not do so
    }
    assertTrue(loop.thread().isAlive());
    loop.close();
    events.close();
    table.close();
  }

  @Test
  void bitsOfNoIndexAreTakenOut() throws Exception {
    HandlerTable table = HandlerTable.create(64);
    table.register(63, () -> {});
    try (PendingEvents events = PendingEvents.map(file(), 63)) {
      write(GROUPS, 1L << 63);
      write(64, 1, 1);
      assertTrue(events.await(Duration.ZERO));
      assertEquals(0, table.handlePending(events));
      assertFalse(events.await(Duration.ZERO));
    }
    table.close();
  }

  /** The same where C takes them, with a C function before them. */
  @Test
  void bitsOfNoIndexAreTakenOutInC() throws Exception {
    HandlerTable table = HandlerTable.create(128);
    table.register(0, TestNative.handler("count"));
    table.register(127, TestNative.handler("count"));
    try (PendingEvents events = PendingEvents.map(file(), 127)) {
      events.raise(0);
      write(GROUPS + 16, 1L << 63);
      write(GROUPS + 32, 1); // behind the last group
      write(64, 7, 1);
      long before = TestNative.counted();
      assertEquals(1, table.handlePending(events));
      assertEquals(1, TestNative.counted() - before);
      assertEquals(0, read(GROUPS + 16));
      assertEquals(1, read(GROUPS + 32));
    }
    table.close();
  }

  /** Bits above no index: a wait looks for what they tell of again and again, but it ends. */
  @Test
  void whereRubbishIsAWaitCanBeEnded() throws Exception {
    PendingEvents events = PendingEvents.map(file(), 64);
    write(64, -2, 1);
    assertFalse(events.await(Duration.ofMillis(1)));
    Thread waiting = Thread.currentThread();
    Thread interrupting =
        new Thread(
            () -> {
              while (!waiting.getStackTrace()[0].getMethodName().equals("waitForSet")) {
                Thread.onSpinWait();
              }
              waiting.interrupt();
            });
    interrupting.start();
    assertThrows(InterruptedException.class, () -> events.await(Duration.ofDays(1)));
    interrupting.join();
    HandlerTable table = HandlerTable.create(1);
    EventLoop loop = EventLoop.start(table, events);
    loop.close();
    events.close();
    table.close();
  }
}
