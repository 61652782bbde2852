// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class LatencyTest {
  @Test
  void eachWayHandlesEachEventOnce() {
    for (Way way : Way.all()) {
      Histogram latencies = new Histogram(TimeUnit.SECONDS.toNanos(100), 3);

      Latency.measure(way, 10_000, 100, latencies);

      assertEquals(100, latencies.getTotalCount(), way.name());
    }
  }
}
