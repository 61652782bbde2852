// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import io.github.handlertable.Handler;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** What a Java programmer would take in place of a table, with the same operations. */
final class Twins {
  private Twins() {}

  private static boolean run(Handler handler) {
    if (handler == null) {
      return false;
    }
    handler.handle();
    return true;
  }

  /** The same contract in Java alone. */
  static final class AtomicArray {
    private final AtomicReferenceArray<Handler> slots;

    AtomicArray(int capacity) {
      slots = new AtomicReferenceArray<>(capacity);
    }

    private boolean isOutOfBounds(int index) {
      return index < 0 || index >= slots.length();
    }

    boolean register(int index, Handler handler) {
      return !isOutOfBounds(index) && slots.compareAndSet(index, null, handler);
    }

    Handler unregister(int index) {
      return isOutOfBounds(index) ? null : slots.getAndSet(index, null);
    }

    Handler replace(int index, Handler handler) {
      return isOutOfBounds(index) ? null : slots.getAndSet(index, handler);
    }

    Handler handler(int index) {
      return isOutOfBounds(index) ? null : slots.getAcquire(index);
    }

    boolean handle(int index) {
      return run(handler(index));
    }
  }

  /** A map by index. */
  static final class HashMap {
    private final ConcurrentHashMap<Integer, Handler> handlers = new ConcurrentHashMap<>();

    boolean register(int index, Handler handler) {
      return handlers.putIfAbsent(index, handler) == null;
    }

    Handler unregister(int index) {
      return handlers.remove(index);
    }

    Handler replace(int index, Handler handler) {
      return handlers.put(index, handler);
    }

    Handler handler(int index) {
      return handlers.get(index);
    }

    boolean handle(int index) {
      return run(handler(index));
    }
  }

  /** An array under a lock, which no handler is called under. */
  static final class SynchronizedArray {
    private final Handler[] slots;

    SynchronizedArray(int capacity) {
      slots = new Handler[capacity];
    }

    private boolean isOutOfBounds(int index) {
      return index < 0 || index >= slots.length;
    }

    synchronized boolean register(int index, Handler handler) {
      if (isOutOfBounds(index) || slots[index] != null) {
        return false;
      }
      slots[index] = handler;
      return true;
    }

    synchronized Handler unregister(int index) {
      if (isOutOfBounds(index)) {
        return null;
      }
      Handler handler = slots[index];
      slots[index] = null;
      return handler;
    }

    synchronized Handler replace(int index, Handler handler) {
      if (isOutOfBounds(index)) {
        return null;
      }
      Handler before = slots[index];
      slots[index] = handler;
      return before;
    }

    synchronized Handler handler(int index) {
      return isOutOfBounds(index) ? null : slots[index];
    }

    boolean handle(int index) {
      return run(handler(index));
    }
  }
}
