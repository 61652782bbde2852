// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Of two figures of JMH's: where no pair tells, as of threads, and of works so different that they
 * would disturb each other's caches.
 *
 * @param error of the ratio, as far as the two figures' errors tell
 */
record Ratio(String work, String against, double ratio, double error) {

  static List<Ratio> of(List<Score> scores) {
    Finder find = new Finder(scores, new ArrayList<>());
    find.add(
        "C fires an empty slot",
        find.score("NativeToNative.c_table_miss"),
        "C array",
        find.score("NativeToNative.c_array_miss"));
    find.add(
        "Java registers and unregisters a Java handler",
        find.score("Registration.table_java_handler"),
        "making and freeing a java.lang.foreign upcall stub",
        find.score("Registration.foreign_stub"));
    find.throughput("Two threads fire Java handlers far apart", "Threads.table_java_handler");
    find.throughput("Two threads fire native no-ops far apart", "Threads.table_native_handler");
    return find.ratios;
  }

  private record Finder(List<Score> scores, List<Ratio> ratios) {
    Score score(String name) {
      return score(name, 1, Map.of());
    }

    private Score score(String name, int threads, Map<String, String> parameters) {
      return scores.stream()
          .filter(it -> it.name().equals(name) && it.parameters().equals(parameters))
          .filter(it -> it.threads() == threads && it.variant() == Variant.PLAIN)
          .findFirst()
          .orElse(null);
    }

    /** Nothing if one of them was not measured. */
    void add(String work, Score score, String against, Score floor) {
      if (score != null && floor != null) {
        double ratio = score.value() / floor.value();
        double error = Math.hypot(score.error() / score.value(), floor.error() / floor.value());
        ratios.add(new Ratio(work, against, ratio, ratio * error));
      }
    }

    /** What two threads get done in the time of one of them. */
    void throughput(String work, String name) {
      Map<String, String> apart = Map.of("distance", "64");
      Score one = score(name, 1, apart);
      add(work, one == null ? null : one.times(2, "ns"), "one thread", score(name, 2, apart));
    }
  }
}
