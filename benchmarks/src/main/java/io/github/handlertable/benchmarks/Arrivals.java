// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import org.HdrHistogram.Histogram;

/**
 * How late events were handled, of a stream with a fixed rate. An event is a number, 0 and up, and
 * has its time in the stream; the count begins there, and not when somebody got round to say that
 * it has happened. So a wait counts for all whom it holds up.
 */
final class Arrivals {
  private final Histogram latencies;
  private final long interval;
  private final int unrecorded;
  private volatile long start;
  private volatile int handled;

  /**
   * @param interval nanoseconds from one event to the next
   * @param unrecorded how many come first, to warm up
   */
  Arrivals(Histogram latencies, long interval, int unrecorded) {
    this.latencies = latencies;
    this.interval = interval;
    this.unrecorded = unrecorded;
  }

  /** Event 0 is now. */
  void start() {
    start = System.nanoTime();
  }

  long timeOf(int number) {
    return start + number * interval;
  }

  /** To be called once for each event, by one thread, or under one lock. */
  void handled(int number) {
    if (number >= unrecorded) {
      latencies.recordValue(Math.max(0, System.nanoTime() - timeOf(number)));
    }
    handled = handled + 1;
  }

  int handled() {
    return handled;
  }
}
