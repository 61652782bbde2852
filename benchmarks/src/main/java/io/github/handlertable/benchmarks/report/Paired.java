// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What several JVMs found about two loops that each of them ran in turn. */
public record Paired(String work, String against, List<Jvm> jvms) {
  /** JVMs that differ by more than this, and by more than they scatter, compile differently. */
  private static final double GAP = 0.03;

  /**
   * One of them.
   *
   * @param ratio of a round of the one loop to a round of the other: the median
   * @param lower quartile of the ratios
   * @param upper quartile
   * @param product nanoseconds of a round of the one, the median
   * @param other the same of the other
   */
  public record Jvm(double ratio, double lower, double upper, double product, double other) {
    /** How far the quartiles are from the median, as a part of it. */
    double spread() {
      return Math.max(upper - ratio, ratio - lower) / ratio;
    }
  }

  /** The figure below which this part of them is, between two if need be. */
  public static double quantile(List<Double> figures, double part) {
    List<Double> sorted = figures.stream().sorted().toList();
    double place = part * (sorted.size() - 1);
    double before = sorted.get((int) Math.floor(place));
    double behind = sorted.get((int) Math.ceil(place));
    return before + (place - Math.floor(place)) * (behind - before);
  }

  /** The median of a figure of theirs. */
  public static double median(List<Jvm> jvms, Function<Jvm, Double> figure) {
    return quantile(jvms.stream().map(figure).toList(), 0.5);
  }

  /** The median of the JVMs'. */
  double ratio() {
    return median(jvms, Jvm::ratio);
  }

  double product() {
    return median(jvms, Jvm::product);
  }

  double other() {
    return median(jvms, Jvm::other);
  }

  /** How far quartiles are from the median within a JVM, as a part of it: the widest. */
  double spread() {
    return Collections.max(jvms.stream().map(Jvm::spread).toList());
  }

  /** The JVMs, in groups that compile alike. */
  private List<List<Jvm>> clusters() {
    List<List<Jvm>> clusters = new ArrayList<>();
    Jvm before = null;
    for (Jvm jvm : jvms.stream().sorted(Comparator.comparingDouble(Jvm::ratio)).toList()) {
      if (before == null
          || jvm.ratio / before.ratio - 1 > Math.max(GAP, before.spread() + jvm.spread())) {
        clusters.add(new ArrayList<>());
      }
      clusters.get(clusters.size() - 1).add(jvm);
      before = jvm;
    }
    return clusters;
  }

  /** The ratio in words; a JVM that compiles differently is told, and not averaged away. */
  String inWords() {
    List<List<Jvm>> clusters = clusters();
    if (clusters.size() == 1) {
      return number(ratio());
    }
    return clusters.stream()
        .map(alike -> number(median(alike, Jvm::ratio)) + " in " + alike.size())
        .collect(Collectors.joining(", "));
  }

  /** The median of each JVM, in ascending order. */
  private String each() {
    return jvms.stream()
        .map(Jvm::ratio)
        .sorted()
        .map(Paired::number)
        .collect(Collectors.joining(" "));
  }

  private static String number(double ratio) {
    return String.format(Locale.ROOT, ratio < 2 ? "%.3f" : ratio < 10 ? "%.2f" : "%.1f", ratio);
  }

  /** The heads of the columns. */
  static final List<String> COLUMNS =
      List.of("work", "beside", "ratio", "quartiles", "JVMs", "ns", "ns");

  /** As a row of a table. */
  List<String> cells() {
    return List.of(
        work,
        against,
        inWords(),
        String.format(Locale.ROOT, "± %.1f%%", 100 * spread()),
        each(),
        String.format(Locale.ROOT, "%.2f", product()),
        String.format(Locale.ROOT, "%.2f", other()));
  }

  /** One row of a Markdown table. */
  public String row() {
    return Rows.markdown(cells());
  }

  /** What stands above the rows. */
  public static String head() {
    return String.join("\n", Rows.markdownHead(COLUMNS));
  }
}
