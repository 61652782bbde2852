// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Rows of tables, and what stands in them. */
final class Rows {
  private Rows() {}

  /** One row of a Markdown table. */
  static String markdown(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |";
  }

  /** What stands above the rows of a Markdown table. */
  static List<String> markdownHead(List<String> columns) {
    return List.of(markdown(columns), markdown(Collections.nCopies(columns.size(), "---")));
  }

  static List<String> markdown(List<String> columns, List<List<String>> rows) {
    List<String> lines = new ArrayList<>(markdownHead(columns));
    rows.forEach(row -> lines.add(markdown(row)));
    return lines;
  }

  /** The ratio of each to the other that was measured in the same round. */
  static List<Double> ratios(List<Double> these, List<Double> others) {
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < these.size(); round++) {
      ratios.add(these.get(round) / others.get(round));
    }
    return ratios;
  }

  /** The median, and in parentheses the quartiles. */
  static String spread(String format, List<Double> figures) {
    return String.format(
        Locale.ROOT,
        format + " (" + format + " to " + format + ")",
        Paired.quantile(figures, 0.5),
        Paired.quantile(figures, 0.25),
        Paired.quantile(figures, 0.75));
  }
}
