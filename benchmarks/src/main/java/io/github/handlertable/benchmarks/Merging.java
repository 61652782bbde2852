// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import io.github.handlertable.Handler;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Events that carry no number: of some sources in turn, where several events of one that wait
 * become one. A handler catches up with what was sent, so that each event counts, with the time
 * that it took.
 */
final class Merging {
  private final Arrivals arrivals;
  private final int sources;
  private final AtomicInteger last = new AtomicInteger(-1);

  Merging(Arrivals arrivals, int sources) {
    this.arrivals = arrivals;
    this.sources = sources;
  }

  /** To be called before the event is sent: that publishes the number. */
  void send(int number) {
    last.lazySet(number);
  }

  /** Handles the events of a source: its own number, and each so many after it. */
  Handler handler(int source) {
    return new Handler() {
      private int next = source;

      @Override
      public void handle() {
        for (int now = last.get(); next <= now; next += sources) {
          arrivals.handled(next);
        }
      }
    };
  }
}
