// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Makes figures of scores, and keeps them in order; those that would be empty are left out. */
final class Gallery {
  /** A picture with its words. */
  record Figure(String title, String text, String svg) {}

  private final List<Score> scores;
  private final Charts charts = new Charts();
  private final List<Figure> figures = new ArrayList<>();

  Gallery(List<Score> scores) {
    this.scores = scores;
  }

  List<Figure> figures() {
    return figures;
  }

  void dots(String title, String text, String names, String floor) {
    List<Score> rows = select(names, Gallery::isAlone);
    dots(title, text, rows, score -> "", floor);
  }

  /** Costs in order. What is told apart within a mechanism is also told apart by colour. */
  void dots(
      String title, String text, List<Score> rows, Function<Score, String> apart, String floor) {
    boolean large = rows.stream().anyMatch(score -> score.value() > 100_000);
    double scale = large ? 1e-3 : 1;
    DotChart chart = new DotChart(large ? "µs" : "ns", true);
    for (Score score : rows.stream().sorted(Comparator.comparingDouble(Score::value)).toList()) {
      String mechanism = Mechanism.of(score);
      String what = apart.apply(score);
      chart.add(
          what.isEmpty() ? mechanism : mechanism + ", " + what,
          !what.isEmpty() ? what : Mechanism.isOurs(mechanism) ? "handler table" : DotChart.OTHERS,
          scale * score.value(),
          scale * score.error());
      if (score.name().equals(floor)) {
        chart.setFloor(scale * score.value());
      }
    }
    add(title, text, chart);
  }

  void lines(String title, String text, String names, String size, Function<Score, Score> figure) {
    LineChart chart = new LineChart(size, "ns");
    for (Score score : select(names, Gallery::isPlain)) {
      Score drawn = figure.apply(score);
      chart.add(Mechanism.of(score), score.parameter(size), drawn.value(), drawn.error());
    }
    add(title, text, chart);
  }

  void add(String title, String text, LineChart chart) {
    if (!chart.isEmpty()) {
      figures.add(new Figure(title, text, chart.svg(charts)));
    }
  }

  void add(String title, String text, DotChart chart) {
    if (!chart.isEmpty()) {
      figures.add(new Figure(title, text, chart.svg(charts)));
    }
  }

  List<Score> select(String names, Predicate<Score> which) {
    Predicate<String> named = Pattern.compile(names).asMatchPredicate();
    return scores.stream().filter(it -> named.test(it.name()) && which.test(it)).toList();
  }

  static boolean isPlain(Score score) {
    return score.threads() == 1 && score.variant() == Variant.PLAIN;
  }

  /** Ways into Java stand side by side in one chart; the barrier has a chart of its own. */
  static boolean isAlone(Score score) {
    return score.threads() == 1 && score.variant() != Variant.BARRIER;
  }
}
