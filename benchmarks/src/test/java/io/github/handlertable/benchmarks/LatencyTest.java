// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.handlertable.benchmarks.report.Delays;
import java.util.List;
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

  @Test
  void whatIsMeasuredIsToldForEachRound() {
    Way way = Way.all().get(0);

    List<Delays> delays = Latency.measure(List.of(way), 2);

    assertEquals(1, delays.size());
    assertEquals(way.name(), delays.get(0).way());
    assertEquals(2, delays.get(0).p99OfRounds().size());
    assertTrue(delays.get(0).p50() > 0);
  }
}
