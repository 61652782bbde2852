// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks.report;

import java.util.List;

/**
 * What a program took from the start of its process to its end, round by round. In a round, each
 * program runs once.
 *
 * @param archive what classes it found as an earlier run left them; empty: nothing
 * @param cpuMillis milliseconds of processor time, of all threads, in user and kernel mode
 * @param wallMillis milliseconds from start to end
 */
public record SingleShots(
    String program, String archive, List<Double> cpuMillis, List<Double> wallMillis) {
  /** What all are compared with. */
  public static final String EMPTY = "an empty main";

  /** What those with the same archive are compared with. */
  public static final String FOREIGN = "bare java.lang.foreign";

  private static final String SPREAD = " (quartiles)";

  /** The heads of the columns. */
  static final List<String> COLUMNS =
      List.of(
          "program",
          "CPU / " + EMPTY + SPREAD,
          "CPU / " + FOREIGN + ", with the same archive" + SPREAD,
          "CPU, ms" + SPREAD,
          "wall, ms" + SPREAD);

  /** The program, and the archive if it has one. */
  public String title() {
    return archive.isEmpty() ? program : program + ", " + archive;
  }

  /** The rows of a table. */
  static List<List<String>> cells(List<SingleShots> all) {
    return all.stream().map(shots -> shots.cellsAmong(all)).toList();
  }

  /** The lines of a Markdown table. */
  public static List<String> markdown(List<SingleShots> all) {
    return Rows.markdown(COLUMNS, cells(all));
  }

  private List<String> cellsAmong(List<SingleShots> all) {
    return List.of(
        title(),
        ratio(all, EMPTY, ""),
        ratio(all, FOREIGN, archive),
        Rows.spread("%.1f", cpuMillis),
        Rows.spread("%.1f", wallMillis));
  }

  /** Of the processor time, with that one's of the same round. Empty if there is none. */
  private String ratio(List<SingleShots> all, String other, String otherArchive) {
    for (SingleShots one : all) {
      if (one.program.equals(other) && one.archive.equals(otherArchive)) {
        return one == this ? "1" : Rows.spread("%.2f", Rows.ratios(cpuMillis, one.cpuMillis));
      }
    }
    return "";
  }
}
