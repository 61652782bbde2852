// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import io.github.handlertable.benchmarks.report.Variant;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is left out, and why. */
final class Absent {
  private Absent() {}

  /** What this machine can't measure: names of benchmarks, as JMH takes them, with the reason. */
  static Map<String, String> here() {
    Map<String, String> absent = new LinkedHashMap<>();
    int jdk = Runtime.version().feature();
    if (jdk < 22) {
      absent.put("\\.foreign_", "java.lang.foreign needs JDK 22 or later, and this is " + jdk);
    }
    if (Rust.whyNot() != null) {
      absent.put("\\.rust_", Rust.whyNot());
    }
    return absent;
  }

  /** The same in words, with what is left out everywhere. */
  static List<String> inWords() {
    List<String> words = new ArrayList<>(here().values());
    words.add("JavaCPP needs C++ that is generated and compiled for each function pointer's type");
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
