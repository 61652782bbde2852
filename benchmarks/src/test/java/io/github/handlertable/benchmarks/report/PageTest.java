// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of figures that were never measured. */
class PageTest {
  private static final String UNKNOWN = "\"NaN\"";

  @TempDir private Path directory;

  @BeforeEach
  void anEnvironment() throws IOException {
    Json.write(
        directory.resolve("environment.json"),
        Environment.describe(List.of(), List.of("the moon")));
  }

  /** As JMH writes it; by each JVM the scores of its iterations. */
  private static String result(String name, Variant variant, String error, String scores) {
    return String.format(
        """
        {"benchmark": "any.package.%s", "threads": 1, "jvmArgs": ["-Da=b", "%s"],
         "primaryMetric":
           {"score": 100.0, "scoreError": %s, "scoreUnit": "ns/op", "rawData": %s},
         "secondaryMetrics": {}}""",
        name, variant.flag(), error, scores);
  }

  private static String result(String name, Variant variant) {
    return result(name, variant, "1.0", "[[100.0, 100.0]]");
  }

  private String page(String... results) throws IOException {
    Files.writeString(directory.resolve("results.json"), List.of(results).toString());
    return page();
  }

  private String page() throws IOException {
    return Files.readString(Page.write(directory));
  }

  @Test
  void aFigureThatIsSureIsNotMarked() throws IOException {
    String page = page(result("Downcall.jni_empty", Variant.PLAIN, "15.0", "[[100.0, 100.0]]"));

    assertTrue(page.contains("<td>100 ± 15</td>"), page);
  }

  @Test
  void aFigureWithALargeErrorIsMarked() throws IOException {
    String page = page(result("Downcall.jni_empty", Variant.PLAIN, "15.6", "[[100.0, 100.0]]"));

    assertTrue(page.contains("<td>100 ± 16 (!)</td>"), page);
  }

  @Test
  void aFigureWithAnUnknownErrorIsMarked() throws IOException {
    String page =
        page(
            result("Downcall.jni_empty", Variant.PLAIN, UNKNOWN, "[[100.0]]"),
            result("FromJava.native_handler", Variant.PLAIN, UNKNOWN, "[[100.0]]"));

    assertTrue(page.contains("<td>100 ± ? (!)</td>"), page);
    assertFalse(page.contains("NaN"), page);
  }

  @Test
  void anErrorCoversTheMeanOfEachJvm() throws IOException {
    String page =
        page(result("Downcall.jni_empty", Variant.PLAIN, "1.0", "[[70.0, 72.0], [129.0, 129.0]]"));

    assertTrue(page.contains("<td>100 ± 29 (!)</td>"), page);
  }

  @Test
  void doubtfulPointsAreDrawnOpen() {
    Pattern open = Pattern.compile("<path [^>]*fill:white");

    assertFalse(open.matcher(svg(15)).find());
    assertTrue(open.matcher(svg(16)).find());
    assertTrue(open.matcher(svg(Double.NaN)).find());
  }

  private static String svg(double error) {
    LineChart chart = new LineChart("size", "ns");
    chart.add("handler table", 8, 100, error);
    return chart.svg(new Charts());
  }

  @Test
  void eachVariantOfTheJvmHasARow() throws IOException {
    String name = "FromNative.java_handler_from_native";

    String page =
        page(
            result(name, Variant.PLAIN),
            result(name, Variant.JNI_UPCALLS),
            result(name, Variant.BARRIER));

    assertTrue(page.contains("handler table, upcalls by JNI"), page);
    assertTrue(page.contains("Both ways with -XX:+UseSystemMemoryBarrier"), page);
  }

  @Test
  void aRunThatWasInterruptedHasAPage() throws IOException {
    assertTrue(page().contains("the moon"));
  }

  @Test
  void aJvmThatDiedHasNoFigures() throws IOException {
    Json.write(
        directory.resolve("memory.json"),
        List.of(Memory.none("JNA", "the JVM died: exit code 134")));

    String page = page();

    assertTrue(page.contains("<td>the JVM died: exit code 134</td>"), page);
    assertFalse(page.contains("NaN"), page);
    assertFalse(page.contains("<svg"), page);
  }

  private String pageOfPair(double... ratios) throws IOException {
    return pageOfPair(
        DoubleStream.of(ratios)
            .mapToObj(ratio -> new Paired.Jvm(ratio, 0.99 * ratio, 1.005 * ratio, 8, 4))
            .toArray(Paired.Jvm[]::new));
  }

  private String pageOfPair(Paired.Jvm... jvmsOfPair) throws IOException {
    List<Paired.Jvm> jvms = List.of(jvmsOfPair);
    Json.write(directory.resolve("pairs.json"), List.of(new Paired("this", "that", jvms)));
    return page();
  }

  @Test
  void aPairShowsTheMedianOfItsJvmsAndTheWidestQuartiles() throws IOException {
    String page = pageOfPair(1.10, 1.08, 1.09);

    assertTrue(page.contains("<td>1.090</td><td>± 1.0%</td><td>1.080 1.090 1.100</td>"), page);
  }

  @Test
  void aJvmThatCompilesDifferentlyIsToldAndNotAveragedAway() throws IOException {
    String page = pageOfPair(1.08, 1.19, 1.06);

    assertTrue(page.contains("<td>1.070 in 2, 1.190 in 1</td>"), page);
  }

  @Test
  void jvmsThatDifferByLessThanTheyScatterAreNotToldApart() throws IOException {
    String page =
        pageOfPair(
            new Paired.Jvm(1.00, 0.97, 1.02, 8, 4),
            new Paired.Jvm(1.06, 1.06, 1.12, 8, 4),
            new Paired.Jvm(1.12, 1.11, 1.13, 8, 4));

    assertTrue(page.contains("<td>1.060</td><td>± 5.7%</td><td>1.000 1.060 1.120</td>"), page);
  }

  @Test
  void startUpIsComparedWithTheSameRoundAndTheSameArchive() throws IOException {
    List<Double> wall = List.of(1.0, 1.0, 1.0);
    Json.write(
        directory.resolve("startup.json"),
        List.of(
            new SingleShots(SingleShots.EMPTY, "", List.of(10.0, 40.0, 20.0), wall),
            new SingleShots(SingleShots.FOREIGN, "", List.of(30.0, 60.0, 90.0), wall),
            new SingleShots(SingleShots.FOREIGN, "an archive", List.of(5.0, 5.0, 5.0), wall),
            new SingleShots("this", "", List.of(60.0, 60.0, 60.0), wall),
            new SingleShots("this", "an archive", List.of(10.0, 20.0, 10.0), wall)));

    String page = page();

    assertTrue(
        page.contains(
            "<td>this</td><td>3.00 (2.25 to 4.50)</td><td>1.00 (0.83 to 1.50)</td>"
                + "<td>60.0 (60.0 to 60.0)</td>"),
        page);
    assertTrue(
        page.contains(
            "<td>this, an archive</td><td>0.50 (0.50 to 0.75)</td><td>2.00 (2.00 to 3.00)</td>"),
        page);
  }

  @Test
  void whatHasNothingToBeComparedWithHasNoRatio() throws IOException {
    Json.write(
        directory.resolve("startup.json"),
        List.of(new SingleShots("this", "", List.of(60.0), List.of(70.0))));

    String page = page();

    assertTrue(page.contains("<td>this</td><td></td><td></td><td>60.0"), page);
  }

  @Test
  void aWayIsComparedWithTheFirstOfItsKindRoundByRound() throws IOException {
    Json.write(
        directory.resolve("latency.json"),
        List.of(
            new Delays("a sleeper", "ours", 1, 2, 3, List.of(4.0, 8.0, 2.0)),
            new Delays("a sleeper", "that", 1.04, 2, 3, List.of(2.0, 2.0, 2.0)),
            new Delays("a spinner", "another", 1, 2, 3, List.of(9.0, 9.0, 9.0))));

    String page = page();

    assertTrue(page.contains("<td>ours</td><td>1</td><td></td>"), page);
    assertTrue(
        page.contains(
            "<td>that</td><td>2.00 (1.50 to 3.00)</td><td>1.00 2.00 4.00</td><td>1.0</td>"),
        page);
    assertTrue(page.contains("<td>another</td><td>1</td>"), page);
  }

  @Test
  void threadsAreDrawnWhereThereAreSeveral() throws IOException {
    String alone = result("CountedCalls.table_stale_call", Variant.PLAIN);
    String four = alone.replace("\"threads\": 1", "\"threads\": 4");

    assertFalse(page(alone).contains("Calls that are counted"));
    assertTrue(page(alone, four).contains("Calls that are counted"));
  }
}
