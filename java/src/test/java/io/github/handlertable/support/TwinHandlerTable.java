// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.support;

import io.github.handlertable.Handler;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** A handler table of nothing but Java: shows what the contract suite means. */
public final class TwinHandlerTable implements Table {
  private final AtomicReferenceArray<Handler> slots;
  private volatile boolean closed;

  public TwinHandlerTable(int capacity) {
    slots = new AtomicReferenceArray<>(capacity);
  }

  @Override
  public boolean register(int index, Handler handler) {
    Objects.requireNonNull(handler);
    return isWithin(index) && slots.compareAndSet(index, null, handler);
  }

  @Override
  public Optional<Handler> replace(int index, Handler handler) {
    Objects.requireNonNull(handler);
    return isWithin(index)
        ? Optional.ofNullable(slots.getAndSet(index, handler))
        : Optional.empty();
  }

  @Override
  public Optional<Handler> handler(int index) {
    return isWithin(index) ? Optional.ofNullable(slots.get(index)) : Optional.empty();
  }

  @Override
  public Optional<Handler> unregister(int index) {
    return isWithin(index) ? Optional.ofNullable(slots.getAndSet(index, null)) : Optional.empty();
  }

  @Override
  public boolean handle(int index) {
    return isWithin(index) && fire(index);
  }

  private boolean fire(int index) {
    Handler handler = slots.get(index);
    if (handler != null) {
      handler.handle();
    }
    return handler != null;
  }

  @Override
  public int handleAll(int... indexes) {
    checkOpen();
    int handled = 0;
    Throwable thrown = null;
    for (int index : indexes) {
      if (index >= 0 && index < capacity()) {
        try {
          handled += fire(index) ? 1 : 0;
        } catch (Throwable throwable) {
          handled++;
          if (thrown == null) {
            thrown = throwable;
          } else if (thrown != throwable) {
            thrown.addSuppressed(throwable);
          }
        }
      }
    }
    if (thrown != null) {
      Throwables.throwUnchecked(thrown);
    }
    return handled;
  }

  @Override
  public int capacity() {
    return slots.length();
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    closed = true;
    for (int index = 0; index < capacity(); index++) {
      slots.set(index, null);
    }
  }

  /** Looks whether the table is open, too. */
  private boolean isWithin(int index) {
    checkOpen();
    return index >= 0 && index < capacity();
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("closed");
    }
  }
}
