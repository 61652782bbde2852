// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How late events were handled that went one way, in microseconds. In a round, all ways take turns.
 *
 * @param kind what happened, and who handled it: ways of one kind can be compared; the first of
 *     them is the product's
 * @param p50 half of the events of all rounds were not later
 * @param p99 nor were 99% of them
 * @param p999 nor were 99.9% of them
 * @param p99OfRounds as p99, of each round alone
 */
public record Delays(
    String kind, String way, double p50, double p99, double p999, List<Double> p99OfRounds) {
  /** The heads of the columns. */
  static final List<String> COLUMNS =
      List.of("way", "p99, the first way / this (quartiles)", "rounds", "p50, µs", "p99", "p99.9");

  /** The rows of a table for each kind. */
  static Map<String, List<List<String>>> cells(List<Delays> all) {
    Map<String, Delays> first = new LinkedHashMap<>();
    Map<String, List<List<String>>> cells = new LinkedHashMap<>();
    for (Delays one : all) {
      first.putIfAbsent(one.kind, one);
      cells
          .computeIfAbsent(one.kind, kind -> new ArrayList<>())
          .add(one.cellsBeside(first.get(one.kind)));
    }
    return cells;
  }

  /** Lines with a Markdown table for each kind. */
  public static List<String> markdown(List<Delays> all) {
    List<String> lines = new ArrayList<>();
    cells(all)
        .forEach(
            (kind, rows) -> {
              lines.addAll(List.of("", kind + ":", ""));
              lines.addAll(Rows.markdown(COLUMNS, rows));
            });
    return lines;
  }

  private List<String> cellsBeside(Delays first) {
    List<Double> ratios = Rows.ratios(first.p99OfRounds, p99OfRounds);
    StringBuilder rounds = new StringBuilder();
    for (double ratio : ratios.stream().sorted().toList()) {
      rounds.append(' ').append(number("%.2f", ratio));
    }
    return List.of(
        way,
        this == first ? "1" : Rows.spread("%.2f", ratios),
        this == first ? "" : rounds.substring(1),
        number("%.1f", p50),
        number("%.1f", p99),
        number("%.1f", p999));
  }

  private static String number(String format, double number) {
    return String.format(Locale.ROOT, format, number);
  }
}
