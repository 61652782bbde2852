// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.handlertable.support.AlsoByJni;
import io.github.handlertable.support.TestNative;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** What handlers throw in an event loop. */
@AlsoByJni
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD) // native code may hang
@SuppressWarnings("try") // a loop that is not used in its block
class EventLoopErrorTest extends EventLoopFixture {
  @Test
  void theListenerIsToldWhateverIsThrownAndTheLoopGoesOn() throws Exception {
    HandlerTable ofC = HandlerTable.wrap(TestNative.staticTable());
    List<Throwable> all =
        List.of(
            new RuntimeException("planned"),
            new Exception("checked"),
            new Error("planned"),
            new OutOfMemoryError("planned"),
            new StackOverflowError("planned"),
            new InterruptedException("planned"));
    try (EventLoop loop = startTelling()) {
      for (Throwable what : all) {
        table.register(100, throwing(what));
        events.raise(100);
        assertEquals(new Told(100, what), next());
        table.unregister(100);

        // The same from Java that C calls, in a run of C's functions.
        ofC.register(1, throwing(what));
        for (int index = 200; index < 205; index++) {
          table.register(index, TestNative.handler(index == 203 ? "fire_1" : "count"));
        }
        long before = TestNative.counted();
        for (int index = 200; index < 205; index++) {
          events.raise(index);
        }
        assertEquals(new Told(203, what), next());
        while (TestNative.counted() != before + 4) {
          Thread.onSpinWait();
        }
        for (int index = 200; index < 205; index++) {
          table.unregister(index);
        }
        ofC.unregister(1);
      }
      assertTrue(loop.thread().isAlive());
    }
    ofC.close();
  }

  private int recurse() {
    return recurse() + 1;
  }

  @Test
  void aRealStackOverflowDoesNotEndIt() throws Exception {
    table.register(7, this::recurse);
    registerSeen(8);
    try (EventLoop loop = startTelling()) {
      for (int round = 0; round < 10; round++) {
        events.raise(7);
        Told told = (Told) next();
        assertEquals(7, told.index());
        assertEquals(StackOverflowError.class, told.what().getClass());
        events.raise(8);
        assertEquals(8, next());
      }
    }
  }

  @Test
  void aRealOutOfMemoryErrorDoesNotEndIt() throws Exception {
    table.register(7, () -> seen.add(new long[Integer.MAX_VALUE]));
    registerSeen(8);
    try (EventLoop loop = startTelling()) {
      events.raise(7);
      assertEquals(OutOfMemoryError.class, ((Told) next()).what().getClass());
      events.raise(8);
      assertEquals(8, next());
    }
  }

  /** Without a listener; and of one that throws itself. */
  @Test
  void theUncaughtExceptionHandlerGetsWhatNobodyWasTold() throws Exception {
    ThreadFactory threads =
        code -> {
          Thread thread = new Thread(code);
          thread.setUncaughtExceptionHandler(
              (where, what) -> {
                assertSame(thread, where);
                seen.add(what);
                throw new IllegalStateException("is ignored");
              });
          return thread;
        };
    RuntimeException thrown = new RuntimeException("of the handler");
    Error ofListener = new StackOverflowError("of the listener");
    EventLoop.ErrorListener throwing =
        (index, what) -> {
          seen.add(new Told(index, what));
          throw ofListener;
        };
    table.register(1, throwing(thrown));
    registerSeen(2);
    try (EventLoop loop = EventLoop.start(table, events, threads, null)) {
      events.raise(1);
      assertSame(thrown, next());
      events.raise(2);
      assertEquals(2, next());
    }
    try (EventLoop loop = EventLoop.start(table, events, threads, throwing)) {
      events.raise(1);
      assertEquals(new Told(1, thrown), next());
      assertSame(ofListener, next());
      events.raise(2);
      assertEquals(2, next());
    }
  }
}
