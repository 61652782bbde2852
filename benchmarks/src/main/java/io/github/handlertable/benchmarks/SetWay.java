// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import io.github.handlertable.EventLoop;
import io.github.handlertable.HandlerTable;
import io.github.handlertable.PendingEvents;

/** The product's ways: the events take the indexes of a set in turn. */
final class SetWay {
  private static final int INDEXES = 64;

  private final HandlerTable table = HandlerTable.create(INDEXES);
  private final PendingEvents events = PendingEvents.create(INDEXES);
  private final Merging merging;

  private SetWay(Arrivals arrivals) {
    merging = new Merging(arrivals, INDEXES);
    for (int index = 0; index < INDEXES; index++) {
      table.register(index, merging.handler(index));
    }
  }

  static Way.Open sleeping(Arrivals arrivals) {
    return open(arrivals, SetWay::sleep);
  }

  static Way.Open spinning(Arrivals arrivals) {
    return open(arrivals, SetWay::look);
  }

  private static Way.Open open(Arrivals arrivals, Handling handling) {
    SetWay way = new SetWay(arrivals);
    Runnable end = handling.start(way.table, way.events);
    return new Way.Open(way::raise, () -> way.close(end));
  }

  /** How events are handled. */
  interface Handling {
    /** Starts a thread that does. Returns what ends it. */
    Runnable start(HandlerTable table, PendingEvents events);
  }

  /** It sleeps until there is one. */
  static Runnable sleep(HandlerTable table, PendingEvents events) {
    return EventLoop.start(table, events)::close;
  }

  /** It looks for one without pause. */
  static Runnable look(HandlerTable table, PendingEvents events) {
    Way.Consumer consumer =
        new Way.Consumer(
            () -> {
              table.handlePending(events);
              Thread.onSpinWait();
            });
    return () -> consumer.end(() -> {});
  }

  private void raise(int number) {
    merging.send(number);
    events.raise(number % INDEXES);
  }

  private void close(Runnable end) {
    end.run();
    events.close();
    table.close();
  }
}
