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

  static Way.Open loop(Arrivals arrivals) {
    SetWay way = new SetWay(arrivals);
    EventLoop loop = EventLoop.start(way.table, way.events);
    return new Way.Open(way::raise, () -> way.close(loop::close));
  }

  static Way.Open spinning(Arrivals arrivals) {
    SetWay way = new SetWay(arrivals);
    Way.Consumer consumer = new Way.Consumer(way::look);
    return new Way.Open(way::raise, () -> way.close(() -> consumer.end(() -> {})));
  }

  private void raise(int number) {
    merging.send(number);
    events.raise(number % INDEXES);
  }

  private void look() {
    table.handlePending(events);
    Thread.onSpinWait();
  }

  private void close(Runnable end) {
    end.run();
    events.close();
    table.close();
  }
}
