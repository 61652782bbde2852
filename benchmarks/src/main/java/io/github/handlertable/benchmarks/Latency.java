// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import io.github.handlertable.benchmarks.report.Delays;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
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
  private static final int ROUNDS = 10;
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
    int rounds = arguments.length == 0 ? ROUNDS : Integer.parseInt(arguments[0]);
    Pattern only = Pattern.compile(arguments.length < 2 ? "" : arguments[1]);
    List<Way> ways =
        Way.all().stream()
            .filter(way -> only.matcher(way.kind() + " " + way.name()).find())
            .toList();
    System.out.printf("JDK %s, rounds: %d, load %.1f%n", Runtime.version(), rounds, load());
    measure(ways, rounds);
    System.out.printf("%nload at the end %.1f%n", load());
  }

  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  /**
   * Prints what it finds, too. Takes a minute for three rounds of all ways.
   *
   * @throws IllegalStateException if a way loses an event, or can't be had
   */
  static List<Delays> measure(List<Way> ways, int rounds) {
    for (int turn = 0; turn < WARM_UP_TURNS; turn++) {
      for (Way way : ways) {
        measure(way, WARM_UP_RATE, Way.MOST - WARM_UP, new Histogram(PATIENCE, 3));
      }
    }
    Map<Way, List<Histogram>> latencies = new LinkedHashMap<>();
    ways.forEach(way -> latencies.put(way, new ArrayList<>()));
    for (int round = 0; round < rounds; round++) {
      measureRound(ways).forEach((way, latency) -> latencies.get(way).add(latency));
    }
    List<Delays> delays =
        latencies.entrySet().stream()
            .map(entry -> delays(entry.getKey(), entry.getValue()))
            .toList();
    Delays.markdown(delays).forEach(System.out::println);
    return delays;
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

  private static Delays delays(Way way, List<Histogram> rounds) {
    Histogram all = new Histogram(PATIENCE, 3);
    rounds.forEach(all::add);
    return new Delays(
        String.format(Locale.ROOT, "%,d events a second, %s", way.kind().rate, way.kind().words),
        way.name(),
        at(all, 50),
        at(all, 99),
        at(all, 99.9),
        rounds.stream().map(round -> at(round, 99)).toList());
  }

  private static double at(Histogram latencies, double percentile) {
    return latencies.getValueAtPercentile(percentile) / MICROSECOND;
  }
}
