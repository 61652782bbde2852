// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The page's pictures, made of all the scores. */
final class Figures {
  /** A picture with its words. */
  record Figure(String title, String text, String svg) {}

  private final List<Score> scores;
  private final Charts charts = new Charts();
  private final List<Figure> figures = new ArrayList<>();

  private Figures(List<Score> scores) {
    this.scores = scores;
  }

  static List<Figure> of(List<Score> scores, List<Memory> memory) {
    Figures figures = new Figures(scores);
    figures.downcalls();
    figures.fires();
    figures.upcalls();
    figures.changes();
    figures.scaling();
    figures.memory(memory);
    return figures.figures;
  }

  private void downcalls() {
    dots(
        "Java calls C",
        "An empty C function, called from Java. The line is an empty static JNI method.",
        "Downcall\\..*",
        "Downcall.jni_empty");
    barrier();
    dots(
        "Java fires a native handler",
        "A no-op in C through the table. The line is an empty static JNI method.",
        "FromJava\\.(jni_only_)?native_handler|Downcall\\.(jni|foreign)_empty",
        "Downcall.jni_empty");
  }

  private void barrier() {
    DotChart chart = new DotChart("ns", true);
    for (Score with : select("(Downcall|FromJava)\\..*", Score::barrier)) {
      for (Score without : select(Pattern.quote(with.name()), Figures::isPlain)) {
        String name = Mechanism.of(with) + ": " + with.method();
        chart.add(name, "JVM as it is", without.value(), without.error());
        chart.add(name + ", with", "with the flag", with.value(), with.error());
      }
    }
    add(
        "The same with " + Environment.SYSTEM_MEMORY_BARRIER,
        "The flag takes a memory fence off each call of C, and makes safepoints dearer instead.",
        chart);
  }

  private void fires() {
    dots(
        "Java fires an empty slot",
        "The line is AtomicReferenceArray.getAcquire of null.",
        "FromJava\\..*_miss",
        "FromJava.atomic_array_miss");
    dots(
        "Java fires a Java handler",
        "A handler that counts. The line is the same contract in an AtomicReferenceArray.",
        "FromJava\\..*java_handler.*",
        "FromJava.atomic_array_java_handler");
    dots(
        "C fires a native handler",
        "A no-op, by a loop in C or Rust. The line is a plain C array of atomic pointers.",
        "NativeToNative\\..*",
        "NativeToNative.c_array_handler");
  }

  private void upcalls() {
    dots(
        "C fires a Java handler",
        "By a loop in C, on a thread that the JVM knows. The line is JNI's CallStaticVoidMethod"
            + " with a cached JNIEnv.",
        "FromNative\\..*",
        "FromNative.jni_java_handler");
    dots(
        "The first call of a thread that the JVM has never seen",
        "With making that thread and waiting for its end; the line is that alone.",
        "NewThread\\..*_first_call",
        "NewThread.c_first_call");
    dots(
        "Later calls of such a thread",
        "The line is JNI's CallStaticVoidMethod, the thread attached once.",
        "NewThread\\..*_warm_call",
        "NewThread.jni_warm_call");
    lines(
        "Events that come in batches",
        "Cost of one event, by handleAll and ht_handle_all.",
        "Batch\\..*",
        "batch",
        score -> score);
  }

  private void changes() {
    Function<Score, String> threads =
        score -> score.threads() == 1 ? "alone" : score.threads() + " threads at one slot";
    dots(
        "Register and unregister",
        "Both together.",
        select("Registration\\..*", score -> true),
        threads,
        null);
    dots(
        "A reader, and a writer that replaces the handler all the time",
        "One thread each, at the same slot: what each of them pays for a call.",
        select("Readers\\..*_(read|write)", score -> true),
        score -> score.method().endsWith("_read") ? "handle" : "register and unregister",
        null);
    lines(
        "Making function pointers that run Java",
        "Cost of each of so many; the first ones are made by code that is not yet compiled.",
        "Creation\\..*",
        "count",
        score -> score.times(1000 / score.parameter("count"), "ns/op"));
  }

  private void scaling() {
    lines(
        "Tables of many sizes",
        "Random slots, all taken. The random number is part of each figure.",
        "TableSize\\..*",
        "size",
        score -> score);
    DotChart chart = new DotChart("times the throughput of one thread", false);
    for (Score many : select("Threads\\..*", score -> score.threads() > 1)) {
      for (Score one : select(Pattern.quote(many.name()), score -> score.threads() == 1)) {
        if (one.parameters().equals(many.parameters())) {
          double speedup = many.threads() * one.value() / many.value();
          String where = many.parameter("distance") == 1 ? "on one cache line" : "far apart";
          chart.add(
              Mechanism.of(many) + ", " + many.threads() + " threads, slots " + where,
              "slots " + where,
              speedup,
              speedup * Math.hypot(one.error() / one.value(), many.error() / many.value()));
        }
      }
    }
    add("Threads at one table", "Each fires a slot and a handler of its own.", chart);
  }

  private void memory(List<Memory> memory) {
    DotChart chart = new DotChart("bytes for each function pointer", true);
    for (Memory one : memory) {
      memory(chart, one, "native memory", one.nativeBytes());
      memory(chart, one, "Java heap", one.heapBytes());
      memory(chart, one, "code cache", one.codeBytes());
    }
    add(
        "Memory of function pointers that run Java",
        "Without the handler objects themselves. At the left end: 0.1 bytes or less.",
        chart);
  }

  private static void memory(DotChart chart, Memory memory, String what, long bytes) {
    double each = Math.max(0.1, memory.perCallback(bytes));
    String name = String.format(Locale.ROOT, "%s, %,d: ", memory.mechanism(), memory.callbacks());
    chart.add(name + what, what, each, 0);
  }

  private void dots(String title, String text, String names, String floor) {
    List<Score> rows = select(names, Figures::isPlain);
    dots(title, text, rows, score -> "", floor);
  }

  /** Costs in order. What is told apart within a mechanism is also told apart by colour. */
  private void dots(
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

  private void lines(
      String title, String text, String names, String size, Function<Score, Score> figure) {
    LineChart chart = new LineChart(size, "ns");
    for (Score score : select(names, Figures::isPlain)) {
      Score drawn = figure.apply(score);
      chart.add(Mechanism.of(score), score.parameter(size), drawn.value(), drawn.error());
    }
    if (!chart.isEmpty()) {
      figures.add(new Figure(title, text, chart.svg(charts)));
    }
  }

  private void add(String title, String text, DotChart chart) {
    if (!chart.isEmpty()) {
      figures.add(new Figure(title, text, chart.svg(charts)));
    }
  }

  private List<Score> select(String names, Predicate<Score> which) {
    Predicate<String> named = Pattern.compile(names).asMatchPredicate();
    return scores.stream().filter(it -> named.test(it.name()) && which.test(it)).toList();
  }

  private static boolean isPlain(Score score) {
    return score.threads() == 1 && !score.barrier();
  }
}
