// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks.report;

import com.google.gson.JsonElement;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The report as one HTML file that needs no other. */
public final class Page {
  private final StringBuilder html = new StringBuilder();

  private Page() {}

  /**
   * Writes {@code report.html} beside the files of a run, from nothing but these. A run that was
   * interrupted has not written all.
   */
  public static Path write(Path directory) throws IOException {
    System.setProperty("java.awt.headless", "true");
    Path results = directory.resolve("results.json");
    List<Score> scores = Files.exists(results) ? Score.read(results) : List.of();
    List<Memory> memory = Json.readAll(directory.resolve("memory.json"), Memory[].class);
    Page page = new Page();
    page.head();
    page.pairs(Json.readAll(directory.resolve("pairs.json"), Paired[].class));
    page.startUp(Json.readAll(directory.resolve("startup.json"), SingleShots[].class));
    page.latency(Json.readAll(directory.resolve("latency.json"), Delays[].class));
    page.environment(Json.read(directory.resolve("environment.json")).getAsJsonObject().asMap());
    page.absolute(scores);
    page.ratios(Ratio.of(scores));
    for (Gallery.Figure figure : Figures.of(scores, memory)) {
      page.figure(figure);
    }
    page.memory(memory);
    page.scores(scores);
    page.html.append("</body>\n</html>\n");
    return Files.writeString(directory.resolve("report.html"), page.html);
  }

  private void head() throws IOException {
    try (InputStream style = Page.class.getResourceAsStream("style.css")) {
      html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
          .append("<meta name=\"viewport\" content=\"width=device-width\">\n")
          .append("<title>What a call between Java and C costs</title>\n<style>\n")
          .append(new String(style.readAllBytes(), StandardCharsets.UTF_8))
          .append("</style>\n</head>\n<body>\n<h1>What a call between Java and C costs</h1>\n");
    }
    paragraph(
        "Measured on the machine below and on no other. Compare figures of one page with each"
            + " other, not with another machine's.");
  }

  private void pairs(List<Paired> pairs) {
    if (pairs.isEmpty()) {
      return;
    }
    title("Ratios");
    paragraph(
        "Two loops in one JVM, in turn, so that what slows the machine slows both. The ratio is the"
            + " median of the JVMs', each of which is the median of its rounds; where JVMs compile"
            + " differently, it says how many found what. Quartiles: how far they are from the"
            + " median within a JVM, the widest. JVMs: the median of each. Nanoseconds are those of"
            + " the two loops, and hold for that hour.");
    table(Paired.COLUMNS, pairs.stream().map(Paired::cells).toList());
  }

  private void startUp(List<SingleShots> shots) {
    if (shots.isEmpty()) {
      return;
    }
    title("Start-up");
    paragraph(
        "A program's process from its start to its end, in turn with the others'. Each calls one C"
            + " function and makes one function pointer that runs Java; the handler table handles"
            + " both. The ratios are those of processor time in user and kernel mode, all threads"
            + " counted, to that of the other program's process in the same round. All figures are"
            + " medians, with quartiles in parentheses.");
    table(SingleShots.COLUMNS, SingleShots.cells(shots));
  }

  private void latency(List<Delays> delays) {
    if (delays.isEmpty()) {
      return;
    }
    title("From an event to its handler");
    paragraph(
        "Events come at a fixed rate, and each counts from the time that it was due. Ways take"
            + " turns, and each table compares its first way with the others: the median of the"
            + " rounds' ratios, with quartiles in parentheses, and all of them. Below 1, the first"
            + " way is sooner. Microseconds are those of the events of all rounds, and hold for"
            + " that hour.");
    Delays.cells(delays)
        .forEach(
            (kind, rows) -> {
              paragraph(kind + ":");
              table(Delays.COLUMNS, rows);
            });
  }

  private void absolute(List<Score> scores) {
    if (scores.isEmpty()) {
      return;
    }
    title("Figures of one loop after the other");
    paragraph(
        "By JMH. ± is half of the 99.9% confidence interval that JMH computes from all iterations; or, where"
            + " that is more, how far the mean of a single JVM lies from the mean of all. Where ± is"
            + " over 15% of the figure, or unknown (?), the figure says (!) and its symbol is open:"
            + " do not rely on it. An error bar that touches the end of its scale goes on"
            + " beyond it. × is the multiple of the dashed line.");
  }

  private void environment(Map<String, JsonElement> environment) {
    title("The machine");
    html.append("<table>\n");
    environment.forEach(
        (what, value) -> {
          if (value.isJsonArray()) {
            value.getAsJsonArray().forEach(one -> row(what, one.getAsString()));
          } else {
            row(what, value.getAsString());
          }
        });
    html.append("</table>\n");
  }

  private void ratios(List<Ratio> ratios) {
    if (ratios.isEmpty()) {
      return;
    }
    title("Ratios of such figures");
    html.append("<table>\n");
    header("work", "against", "ratio");
    for (Ratio ratio : ratios) {
      row(ratio.work(), ratio.against(), Charts.figure(ratio.ratio(), ratio.error()));
    }
    html.append("</table>\n");
  }

  private void figure(Gallery.Figure figure) {
    html.append("<figure>\n");
    title(figure.title());
    html.append("<figcaption>").append(escape(figure.text())).append("</figcaption>\n");
    html.append(figure.svg()).append("</figure>\n");
  }

  private void memory(List<Memory> memory) {
    if (memory.isEmpty()) {
      return;
    }
    paragraph(
        "In bytes for each function pointer. Native: growth of the memory that the process alone has written to (Private_Dirty of"
            + " smaps_rollup), less that of the code cache. Java heap: growth of what is used after a"
            + " collection; the heap itself was resident before. Rss: growth of the resident set,"
            + " code cache included, with each page of code counted as often as it is mapped.");
    html.append("<table>\n");
    header(
        "function pointers of",
        "live",
        "native",
        "Java heap",
        "code cache",
        "Rss",
        "making one, first",
        "last",
        "the end");
    for (Memory one : memory) {
      row(
          one.mechanism(),
          String.format(Locale.ROOT, "%,d", one.callbacks()),
          bytes(one, one.nativeBytes()),
          bytes(one, one.heapBytes()),
          bytes(one, one.codeBytes()),
          bytes(one, one.residentBytes()),
          nanos(one.firstNanos()),
          nanos(one.lastNanos()),
          one.end());
    }
    html.append("</table>\n");
  }

  private static String bytes(Memory memory, long bytes) {
    return memory.callbacks() == 0
        ? ""
        : String.format(Locale.ROOT, "%,.1f", memory.perCallback(bytes));
  }

  private static String nanos(double nanos) {
    return nanos == 0 ? "" : String.format(Locale.ROOT, "%,.0f ns", nanos);
  }

  private void scores(List<Score> scores) {
    if (scores.isEmpty()) {
      return;
    }
    title("All figures");
    html.append("<table>\n");
    header("benchmark", "threads", "parameters", "figure", "unit");
    for (Score score : scores) {
      row(
          score.name() + " " + score.variant().flag(),
          Integer.toString(score.threads()),
          score.parameters().toString().replaceAll("[{}]", ""),
          Charts.figure(score.value(), score.error()),
          score.unit());
    }
    html.append("</table>\n");
  }

  private void title(String title) {
    html.append("<h2>").append(escape(title)).append("</h2>\n");
  }

  private void paragraph(String text) {
    html.append("<p>").append(escape(text)).append("</p>\n");
  }

  private void table(List<String> columns, List<List<String>> rows) {
    html.append("<table>\n");
    header(columns.toArray(String[]::new));
    rows.forEach(cells -> row(cells.toArray(String[]::new)));
    html.append("</table>\n");
  }

  private void header(String... cells) {
    row("th", cells, html);
  }

  private void row(String... cells) {
    row("td", cells, html);
  }

  private static void row(String tag, String[] cells, StringBuilder html) {
    html.append("<tr>");
    for (String cell : cells) {
      html.append('<').append(tag).append('>').append(escape(cell));
      html.append("</").append(tag).append('>');
    }
    html.append("</tr>\n");
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
