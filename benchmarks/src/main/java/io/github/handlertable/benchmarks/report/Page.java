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

  /** Writes {@code report.html} beside the files of a run, from nothing but these. */
  public static Path write(Path directory) throws IOException {
    System.setProperty("java.awt.headless", "true");
    List<Score> scores = Score.read(directory.resolve("results.json"));
    List<Memory> memory = List.of(Json.read(directory.resolve("memory.json"), Memory[].class));
    Page page = new Page();
    page.head();
    page.environment(Json.read(directory.resolve("environment.json")).getAsJsonObject().asMap());
    page.ratios(Ratio.of(scores));
    for (Figures.Figure figure : Figures.of(scores, memory)) {
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
        "Measured with JMH on the machine below and on no other. Compare figures of one page with"
            + " each other, not with another machine's. ± is half of the 99.9% confidence"
            + " interval; where that is over 15% of the figure, or unknown, it says (!): do not"
            + " rely on it. × is the multiple of the dashed line.");
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
    title("The handler table against what it is measured by");
    html.append("<table>\n");
    header("work", "against", "ratio");
    for (Ratio ratio : ratios) {
      String digits = ratio.ratio() < 0.1 ? "%.4f ± %.4f%s" : "%.2f ± %.2f%s";
      row(
          ratio.work(),
          ratio.against(),
          String.format(
              Locale.ROOT,
              digits,
              ratio.ratio(),
              ratio.error(),
              Score.isDoubtful(ratio.ratio(), ratio.error()) ? " (!)" : ""));
    }
    html.append("</table>\n");
  }

  private void figure(Figures.Figure figure) {
    html.append("<figure>\n");
    title(figure.title());
    html.append("<figcaption>").append(escape(figure.text())).append("</figcaption>\n");
    html.append(figure.svg()).append("</figure>\n");
  }

  private void memory(List<Memory> memory) {
    html.append("<table>\n");
    header(
        "function pointers of",
        "live",
        "native",
        "Java heap",
        "code cache",
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
          nanos(one.firstNanos()),
          nanos(one.lastNanos()),
          one.end());
    }
    html.append("</table>\n");
  }

  private static String bytes(Memory memory, long bytes) {
    return String.format(Locale.ROOT, "%.1f bytes each", memory.perCallback(bytes));
  }

  private static String nanos(double nanos) {
    return nanos == 0 ? "" : String.format(Locale.ROOT, "%,.0f ns", nanos);
  }

  private void scores(List<Score> scores) {
    title("All figures");
    html.append("<table>\n");
    header("benchmark", "threads", "parameters", "figure", "unit");
    for (Score score : scores) {
      row(
          score.name() + (score.barrier() ? " " + Environment.SYSTEM_MEMORY_BARRIER : ""),
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
