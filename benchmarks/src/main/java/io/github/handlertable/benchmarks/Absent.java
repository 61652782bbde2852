// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import io.github.handlertable.benchmarks.report.Variant;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** What is left out, and why. */
final class Absent {
  /** The first one that makes an AOT cache in one step. */
  static final int AOT_JDK = 25;

  private Absent() {}

  /** What this machine can't measure: names of benchmarks, as JMH takes them, with the reason. */
  static Map<String, String> here() {
    Map<String, String> absent = new LinkedHashMap<>();
    int jdk = Runtime.version().feature();
    if (jdk < 22) {
      absent.put(names("foreign"), "java.lang.foreign needs JDK 22 or later, and this is " + jdk);
      absent.put(
          "\\.CountedCalls\\.table_refused_call",
          "a leaf is called as any other function before JDK 22, and this is " + jdk);
    }
    if (Rust.whyNot() != null) {
      absent.put(names("rust"), Rust.whyNot());
    }
    if (Runtime.getRuntime().availableProcessors() < 2) {
      absent.put("\\.(Readers|Neighbours)\\.", "a reader beside a writer needs two processors");
    }
    probe(absent, "jna", Jna::callback);
    probe(absent, "jnr", Jnr::callback);
    probe(absent, "lwjgl", Lwjgl::callback);
    return absent;
  }

  /** A peer may have no library for this machine, or no place to unpack it to. */
  private static void probe(
      Map<String, String> absent, String mechanism, Function<Counter, Callback> maker) {
    try {
      maker.apply(new Counter()).close();
    } catch (LinkageError | RuntimeException e) {
      absent.put(names(mechanism), mechanism + " does not work here: " + e);
    }
  }

  private static String names(String mechanism) {
    return "\\." + mechanism + "_";
  }

  /** By its name, in any of the benchmarks. */
  static boolean isAbsent(Enum<?> mechanism) {
    return here().containsKey(names(mechanism.name().toLowerCase(Locale.ROOT)));
  }

  /** The same in words, with what is left out everywhere. */
  static List<String> inWords() {
    List<String> words = new ArrayList<>(here().values());
    int jdk = Runtime.version().feature();
    if (jdk < AOT_JDK) {
      words.add("an AOT cache in one step needs JDK " + AOT_JDK + " or later, and this is " + jdk);
    }
    words.add(
        "JavaCPP needs a C++ compiler, for each function pointer's type: Maven Central alone won't do");
    return words;
  }

  /** Why no such JVM starts here, in words, or null. */
  static String whyNot(Variant variant) throws IOException {
    int jdk = Runtime.version().feature();
    if (variant == Variant.JNI_UPCALLS && jdk < 22) {
      return variant.flag() + " changes nothing before JDK 22, and this is " + jdk;
    }
    List<String> command = new ArrayList<>(variant.flags());
    command.add("-version");
    ChildJvm jvm = ChildJvm.run(command);
    return jvm.exitCode() == 0 ? null : variant.flag() + ": " + String.join(" ", jvm.output());
  }
}
