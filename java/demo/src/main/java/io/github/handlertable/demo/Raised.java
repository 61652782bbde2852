// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.demo;

import io.github.handlertable.Handler;
import io.github.handlertable.HandlerTable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** The handler of an index that is raised, and what becomes of each bit that a loop takes. */
final class Raised implements Handler {
  private final LongSupplier raises;
  private final AtomicLong taken = new AtomicLong();
  private final AtomicLong empty = new AtomicLong();
  private final AtomicLong runs = new AtomicLong();
  private volatile long seen;

  /** How often it was raised, which has to be counted before each raise. */
  Raised(LongSupplier raises) {
    this.raises = raises;
  }

  /** Called by the loop, which has taken the bit: fires the slot, which may be empty. */
  void fire(HandlerTable table, int index) {
    taken.incrementAndGet();
    if (!table.handle(index)) {
      empty.incrementAndGet();
    }
  }

  @Override
  public void handle() {
    runs.incrementAndGet();
    seen = raises.getAsLong();
  }

  long raises() {
    return raises.getAsLong();
  }

  long taken() {
    return taken.get();
  }

  long empty() {
    return empty.get();
  }

  long runs() {
    return runs.get();
  }

  /** How many raises there had been when the handler ran last. */
  long seen() {
    return seen;
  }

  boolean hasRunForAll() {
    return seen == raises();
  }
}
