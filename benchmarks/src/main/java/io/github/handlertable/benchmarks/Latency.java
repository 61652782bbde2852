// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import io.github.handlertable.benchmarks.Way.Kind;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;

/**
 * How long it takes from the time that an event is due until its handler runs. Events come at a
 * fixed rate, whoever is late: each counts from the time that it was due. The ways of doing so are
 * measured in turn, for some tenths of a second each, and many times: what disturbs the machine
 * disturbs all.
 */
public final class Latency {
  private static final int TURNS = 5;

  /** So many events of each turn are not counted. */
  private static final int WARM_UP = 100;

  // Before all turns, for the JIT compiler.
  private static final int WARM_UP_TURNS = 10;
  private static final int WARM_UP_RATE = 50_000;

  private static final double TURN_SECONDS = 0.2;
  private static final long PAUSE_MILLIS = 30;
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);
  private static final double MICROSECOND = 1e3;

  private Latency() {}

  /** See {@code benchmarks/README.md}. */
  public static void main(String[] arguments) {
    int rounds = arguments.length == 0 ? 10 : Integer.parseInt(arguments[0]);
    Pattern only = Pattern.compile(arguments.length < 2 ? "" : arguments[1]);
    List<Way> ways =
        Way.all().stream()
            .filter(way -> only.matcher(way.kind() + " " + way.name()).find())
            .toList();
    System.out.printf("JDK %s, load %.1f", Runtime.version(), load());
    Map<Way, List<Histogram>> latencies = new LinkedHashMap<>();
    ways.forEach(way -> latencies.put(way, new ArrayList<>()));
    for (int turn = 0; turn < WARM_UP_TURNS; turn++) {
      for (Way way : ways) {
        measure(way, WARM_UP_RATE, Way.MOST - WARM_UP, new Histogram(PATIENCE, 3));
      }
    }
    for (int round = 0; round < rounds; round++) {
      measureRound(ways).forEach((way, latency) -> latencies.get(way).add(latency));
    }
    System.out.printf(" to %.1f, %d rounds; microseconds%n%n", load(), rounds);
    for (Kind kind : Kind.values()) {
      print(kind, latencies);
    }
  }

  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  private static Map<Way, Histogram> measureRound(List<Way> ways) {
    Map<Way, Histogram> latencies = new LinkedHashMap<>();
    ways.forEach(way -> latencies.put(way, new Histogram(PATIENCE, 3)));
    List<Way> order = new ArrayList<>(ways);
    for (int turn = 0; turn < TURNS; turn++) {
      Collections.rotate(order, 1);
      for (Way way : order) {
        int rate = way.kind().rate;
        measure(way, rate, (int) (TURN_SECONDS * rate), latencies.get(way));
      }
    }
    return latencies;
  }

  /** Sends some events to warm up, and then so many. Each must be handled. */
  static void measure(Way way, int rate, int n, Histogram latencies) {
    long interval = TimeUnit.SECONDS.toNanos(1) / rate;
    Arrivals arrivals = new Arrivals(latencies, interval, WARM_UP);
    Way.Open open = way.open().apply(arrivals);
    arrivals.start();
    for (int number = 0; number < WARM_UP + n; number++) {
      while (System.nanoTime() < arrivals.timeOf(number)) {
        Thread.onSpinWait();
      }
      open.raise().accept(number);
    }
    long end = System.nanoTime() + PATIENCE;
    while (arrivals.handled() < WARM_UP + n) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(way.name() + " lost an event");
      }
      Thread.onSpinWait();
    }
    open.close().run();
    pause();
  }

  /** Lets the rest of the system run, which else takes its part from real-time threads. */
  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void print(Kind kind, Map<Way, List<Histogram>> latencies) {
    System.out.printf("%d events a second, %s%n", kind.rate, kind.words);
    System.out.printf(
        "  %-22s%10s%10s%10s  ours / this, p99, by round%n", "", "p50", "p99", "p99.9");
    List<Histogram> ours = null;
    for (Way way : latencies.keySet()) {
      if (way.kind() != kind) {
        continue;
      }
      List<Histogram> rounds = latencies.get(way);
      Histogram all = new Histogram(PATIENCE, 3);
      rounds.forEach(all::add);
      System.out.printf(
          Locale.ROOT,
          "  %-22s%10.1f%10.1f%10.1f",
          way.name(),
          at(all, 50),
          at(all, 99),
          at(all, 99.9));
      if (ours == null) {
        ours = rounds;
        System.out.println();
      } else {
        System.out.println("  " + ratios(ours, rounds));
      }
    }
    System.out.println();
  }

  private static double at(Histogram latencies, double percentile) {
    return latencies.getValueAtPercentile(percentile) / MICROSECOND;
  }

  /** The median, and in parentheses that of each round, in ascending order. */
  private static String ratios(List<Histogram> ours, List<Histogram> others) {
    double[] ratios = new double[ours.size()];
    Arrays.setAll(ratios, round -> at(ours.get(round), 99) / at(others.get(round), 99));
    Arrays.sort(ratios);
    double median = (ratios[(ratios.length - 1) / 2] + ratios[ratios.length / 2]) / 2;
    StringBuilder each = new StringBuilder();
    for (double ratio : ratios) {
      each.append(String.format(Locale.ROOT, " %.2f", ratio));
    }
    return String.format(Locale.ROOT, "%.2f (%s)", median, each.substring(1));
  }
}
