// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks.report;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Which figures the page shows. */
final class Figures {
  private final List<Score> scores;
  private final Gallery gallery;

  private Figures(List<Score> scores) {
    this.scores = scores;
    this.gallery = new Gallery(scores);
  }

  static List<Gallery.Figure> of(List<Score> scores, List<Memory> memory) {
    Figures figures = new Figures(scores);
    figures.downcalls();
    figures.fires();
    figures.upcalls();
    figures.changes();
    figures.scaling();
    figures.memory(memory);
    return figures.gallery.figures();
  }

  private void downcalls() {
    gallery.dots(
        "Java calls C",
        "An empty C function, called from Java. The line is an empty static JNI method.",
        "Downcall\\..*",
        "Downcall.jni_empty");
    gallery.dots(
        "Java fires a native handler",
        "A no-op in C through the table, or from an AtomicLongArray of addresses. The line is an empty"
            + " static JNI method.",
        "FromJava\\..*native_handler|Downcall\\.jni_empty",
        "Downcall.jni_empty");
  }

  private void barrier() {
    DotChart chart = new DotChart("ns", true);
    for (Score with : gallery.select(".*", score -> score.variant() == Variant.BARRIER)) {
      for (Score without : gallery.select(Pattern.quote(with.name()), Gallery::isPlain)) {
        String name = Mechanism.of(with) + ": " + with.method();
        chart.add(name, "JVM as it is", without.value(), without.error());
        chart.add(name + ", with", "with the flag", with.value(), with.error());
      }
    }
    gallery.add(
        "Both ways with " + Variant.BARRIER.flag(),
        "The flag takes a memory fence off each crossing, and makes safepoints dearer instead.",
        chart);
  }

  private void fires() {
    gallery.dots(
        "Java fires an empty slot",
        "The line is the same contract in an AtomicReferenceArray.",
        "FromJava\\..*_miss",
        "FromJava.atomic_array_miss");
    gallery.dots(
        "Java fires a Java handler",
        "A handler that counts. The line is the same contract in an AtomicReferenceArray.",
        "FromJava\\..*java_handler.*",
        "FromJava.atomic_array_java_handler");
    gallery.dots(
        "C fires a native handler",
        "A no-op, by a loop in C or Rust. The line is a plain C array of atomic pointers.",
        "NativeToNative\\..*_handler",
        "NativeToNative.c_array_handler");
    gallery.dots(
        "C fires an empty slot",
        "The line is a plain C array of atomic pointers.",
        "NativeToNative\\..*_miss",
        "NativeToNative.c_array_miss");
  }

  private void upcalls() {
    gallery.dots(
        "C fires a Java handler",
        "By a loop in C, on a thread that the JVM knows. The line is JNI's CallStaticVoidMethod"
            + " with a cached JNIEnv.",
        "FromNative\\..*",
        "FromNative.jni_java_handler");
    gallery.dots(
        "Handlers of eight classes in turn",
        "As in a program, where the JIT compiler can't know which handler comes next. Elsewhere on"
            + " this page all handlers are of one class.",
        "ManyClasses\\..*",
        null);
    gallery.dots(
        "The first call of a thread that the JVM has never seen",
        "With making that thread and waiting for its end; the line is that alone.",
        "NewThread\\..*_first_call",
        "NewThread.c_first_call");
    gallery.dots(
        "Later calls of such a thread",
        "The line is JNI's CallStaticVoidMethod, the thread attached once.",
        "NewThread\\..*_warm_call",
        "NewThread.jni_warm_call");
    barrier();
    gallery.lines(
        "Events that come in batches",
        "Cost of one event, by handleAll and ht_handle_all; the others take one after another.",
        "Batch\\..*",
        "batch",
        score -> score);
  }

  private void changes() {
    Predicate<Score> all = score -> true;
    gallery.dots(
        "Register and unregister",
        "Both together; all threads want the same slot. java.lang.foreign, without any table, makes"
            + " an upcall stub and frees it. Where C gives back, Java registers, and C unregisters.",
        gallery.select("Registration\\..*", all),
        score -> score.threads() == 1 ? "alone" : score.threads() + " threads",
        null);
    gallery.dots(
        "Replace",
        "Another handler in the place of one, in one step; all threads want the same slot.",
        gallery.select("Replacement\\..*_replace", all),
        score -> score.threads() == 1 ? "alone" : score.threads() + " threads",
        null);
    gallery.dots(
        "Look at a handler",
        "What is in a slot, left there. The line is the same in an AtomicReferenceArray.",
        "Replacement\\..*_look",
        "Replacement.atomic_array_java_handler_look");
    gallery.dots(
        "A reader, and a writer that takes the handler out and puts it back",
        "One thread each, at the same slot. The writer's figure has a pause in it, the same for all,"
            + " in which the handler is there to be met.",
        gallery.select("Readers\\..*_(read|write)", all),
        score -> score.method().endsWith("_read") ? "handle" : "unregister, register, pause",
        null);
    gallery.dots(
        "A slot beside one that another thread changes",
        "That thread takes a handler out and puts it back all the time. The cost of firing.",
        gallery.select("Neighbours\\..*_read", all),
        score -> score.parameter("distance") == 1 ? "on one cache line" : "far apart",
        null);
    gallery.lines(
        "Making function pointers that run Java",
        "Cost of each of so many; the first ones are made by code that is not yet compiled.",
        "Creation\\..*",
        "count",
        score -> score.times(1000 / score.parameter("count"), "ns/op"));
  }

  private void scaling() {
    gallery.lines(
        "Tables of many sizes",
        "Random slots, all taken. The random number is part of each figure.",
        "TableSize\\..*",
        "size",
        score -> score);
    threads(
        "Threads that fire one table",
        "Each fires a slot and a handler of its own, on a cache line of its own; and each calls a"
            + " java.lang.foreign stub of its own, without any table.",
        "Threads\\..*_handler|FromNative\\.foreign_java_handler",
        "64");
    threads(
        "Threads that fire one table, all slots on one cache line",
        "Nobody changes a slot, so they share it.",
        "Threads\\..*_handler",
        "1");
    threads(
        "Threads that change one table",
        "Each takes the handler out of a slot of its own and puts it back.",
        "Threads\\..*_handler_change",
        "64");
    threads(
        "Threads that change one slot",
        "All register and unregister there.",
        "Registration\\..*",
        null);
    threads(
        "Calls that are counted",
        "Of a stub whose handler is gone, and of one that a leaf calls: all threads add to one"
            + " word. Beside them, calls that run a handler.",
        "CountedCalls\\..*",
        null);
  }

  /** What threads get done together, as a multiple of what one does alone. */
  private void threads(String title, String text, String names, String distance) {
    LineChart chart = new LineChart("threads", "times the throughput of one");
    boolean many = false;
    for (Score score : gallery.select(names, it -> it.variant() == Variant.PLAIN)) {
      for (Score one : gallery.select(Pattern.quote(score.name()), Gallery::isPlain)) {
        String where = score.parameters().get("distance");
        if (one.parameters().equals(score.parameters())
            && (where == null || where.equals(distance))) {
          double speedup = score.threads() * one.value() / score.value();
          double error = Math.hypot(one.error() / one.value(), score.error() / score.value());
          String name = Mechanism.of(score) + ": " + score.method();
          chart.add(name, score.threads(), speedup, score.threads() == 1 ? 0 : speedup * error);
          many |= score.threads() > 1;
        }
      }
    }
    if (many) {
      gallery.add(title, text, chart);
    }
  }

  private void memory(List<Memory> memory) {
    DotChart chart = new DotChart("bytes for each function pointer", true);
    for (Memory one : memory) {
      if (one.callbacks() > 0) {
        memory(chart, one, "native memory", one.nativeBytes());
        memory(chart, one, "Java heap", one.heapBytes());
        memory(chart, one, "code cache", one.codeBytes());
      }
    }
    gallery.add(
        "Memory of function pointers that run Java",
        "Three parts that make the whole; the handler objects themselves are not in it. 0.10"
            + " is 0.1 bytes or less. With fewer than a million, what the JVM itself grows by"
            + " meanwhile is a part that counts.",
        chart);
  }

  private static void memory(DotChart chart, Memory memory, String what, long bytes) {
    double each = Math.max(0.1, memory.perCallback(bytes));
    String name = String.format(Locale.ROOT, "%s, %,d: ", memory.mechanism(), memory.callbacks());
    chart.add(name + what, what, each, 0);
  }
}
