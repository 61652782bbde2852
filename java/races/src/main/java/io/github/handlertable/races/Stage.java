// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.races;

import io.github.handlertable.HandlerTable;
import io.github.handlertable.PendingEvents;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A table with one index, a set, and what the handler saw. They are used again, for a set takes
 * longer to make than a race: whoever takes a stage puts it back with nothing pending.
 */
final class Stage {
  /** An index of another group, which has no handler. */
  private static final int OTHER = 64;

  private static final Queue<Stage> FREE = new ConcurrentLinkedQueue<>();

  final HandlerTable table = HandlerTable.create(1);
  final PendingEvents events = PendingEvents.create(OTHER + 1);

  /** Plain: the handler sees it because a raise came behind. */
  int written;

  /** How often the handler ran, and what it saw of {@code written} the last time. */
  int runs;

  int seen;

  private Stage() {
    table.register(0, this::handle);
  }

  private void handle() {
    runs++;
    seen = written;
  }

  static Stage take() {
    Stage free = FREE.poll();
    return free == null ? new Stage() : free;
  }

  void raise() {
    events.raise(0);
  }

  void raiseOther() {
    events.raise(OTHER);
  }

  /** Returns how many indexes were handled: 0 or 1. */
  int handlePending() {
    return table.handlePending(events);
  }

  void putBack() {
    events.unmask(0);
    handlePending();
    written = 0;
    runs = 0;
    seen = 0;
    FREE.add(this);
  }
}
