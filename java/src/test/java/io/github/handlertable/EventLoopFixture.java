// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.handlertable.internal.Machine;
import io.github.handlertable.support.TestNative;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;

/** What tests of an event loop need: a table, a set, and what was seen of the loop's work. */
abstract class EventLoopFixture {
  static final int CAPACITY = 2000;
  static final ThreadFactory PLATFORM = Thread::new;

  final PendingEvents events = PendingEvents.create(CAPACITY);
  final HandlerTable table = HandlerTable.create(CAPACITY);
  final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();

  @AfterEach
  void closeAll() {
    events.close(); // ends the loop
    table.close();
    assertEquals(0, TestNative.pendingExceptions());
  }

  Object next() throws InterruptedException {
    Object next = seen.poll(30, TimeUnit.SECONDS);
    assertTrue(next != null, "the loop does nothing");
    return next;
  }

  void registerSeen(int... indexes) {
    for (int index : indexes) {
      assertTrue(table.register(index, () -> seen.add(index)));
    }
  }

  /** A throwable, and the index that its listener was told. */
  record Told(int index, Throwable what) {}

  EventLoop startTelling() {
    return EventLoop.start(
        table, events, PLATFORM, (index, what) -> seen.add(new Told(index, what)));
  }

  static Handler throwing(Throwable what) {
    return () -> {
      throw Machine.<RuntimeException>unchecked(what);
    };
  }
}
