// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the handler table costs against what it is measured by.
 *
 * @param error of the ratio, as far as the two figures' errors tell
 */
record Ratio(String work, String against, double ratio, double error) {

  static List<Ratio> of(List<Score> scores) {
    Finder find = new Finder(scores, new ArrayList<>());
    Score jni = find.score("Downcall.jni_empty");
    Score upcall = find.score("FromNative.java_handler_from_native");
    Score foreign = find.score("FromNative.foreign_java_handler");
    Score batch = find.score("Batch.table_native_handlers_from_java", "batch", "64");
    Score upcallBatch = find.score("Batch.c_table_java_handlers", "batch", "64");

    find.add(
        "Java fires an empty slot",
        find.score("FromJava.native_miss"),
        "AtomicReferenceArray",
        find.score("FromJava.atomic_array_miss"));
    find.add(
        "Java fires a Java handler",
        find.score("FromJava.java_handler_from_java"),
        "AtomicReferenceArray",
        find.score("FromJava.atomic_array_java_handler"));
    String empty = "empty static JNI method";
    find.add("Java fires a native no-op", find.score("FromJava.native_handler"), empty, jni);
    find.add("Java fires 64 native no-ops at once, for each", batch, empty, jni);
    String stub = "bare java.lang.foreign upcall stub";
    find.add("C fires a Java handler", upcall, stub, foreign);
    find.add(
        "C fires a Java handler",
        upcall,
        "CallStaticVoidMethod, JNIEnv cached",
        find.score("FromNative.jni_java_handler"));
    find.add("C fires 64 Java handlers at once, for each", upcallBatch, stub, foreign);
    find.add(
        "C fires an empty slot",
        find.score("NativeToNative.c_table_miss"),
        "C array",
        find.score("NativeToNative.c_array_miss"));
    Score inC = find.score("NativeToNative.c_table_handler");
    find.add(
        "C fires a native no-op", inC, "C array", find.score("NativeToNative.c_array_handler"));
    find.add(
        "C fires a native no-op",
        inC,
        "Rust table",
        find.score("NativeToNative.rust_table_handler"));
    find.add(
        "Java registers and unregisters a Java handler",
        find.score("Registration.table_java_handler"),
        "making and freeing a java.lang.foreign upcall stub",
        find.score("Registration.foreign_stub"));
    find.add(
        "Java replaces a Java handler",
        find.score("Replacement.table_java_handler_replace"),
        empty,
        jni);
    find.add(
        "Java looks at a Java handler",
        find.score("Replacement.table_java_handler_look"),
        empty,
        jni);
    find.add(
        "C replaces a native no-op",
        find.score("Replacement.c_table_native_handler_replace"),
        "registering and unregistering it in C",
        find.score("Registration.c_table_native_handler"));
    find.throughput("Two threads fire Java handlers far apart", "Threads.table_java_handler");
    find.throughput("Two threads fire native no-ops far apart", "Threads.table_native_handler");
    return find.ratios;
  }

  private record Finder(List<Score> scores, List<Ratio> ratios) {
    Score score(String name) {
      return score(name, 1, Map.of());
    }

    Score score(String name, String parameter, String value) {
      return score(name, 1, Map.of(parameter, value));
    }

    private Score score(String name, int threads, Map<String, String> parameters) {
      return scores.stream()
          .filter(it -> it.name().equals(name) && it.parameters().equals(parameters))
          .filter(it -> it.threads() == threads && it.variant() == Variant.PLAIN)
          .findFirst()
          .orElse(null);
    }

    /** Nothing if one of them was not measured. */
    void add(String work, Score score, String against, Score floor) {
      if (score != null && floor != null) {
        double ratio = score.value() / floor.value();
        double error = Math.hypot(score.error() / score.value(), floor.error() / floor.value());
        ratios.add(new Ratio(work, against, ratio, ratio * error));
      }
    }

    /** What two threads get done in the time of one of them. */
    void throughput(String work, String name) {
      Map<String, String> apart = Map.of("distance", "64");
      Score one = score(name, 1, apart);
      add(work, one == null ? null : one.times(2, "ns"), "one thread", score(name, 2, apart));
    }
  }
}
