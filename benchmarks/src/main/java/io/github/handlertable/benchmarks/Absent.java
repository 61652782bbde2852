// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;

/** What can't be measured here, or not at all. */
final class Absent {
  private Absent() {}

  /** Names of benchmarks, as JMH takes them, with the reason why they are left out. */
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

  /** Mechanisms that no machine can measure with this suite. */
  static Map<String, String> everywhere() {
    return Map.of(
        "JavaCPP", "its function pointers need C++ that is generated and compiled for each signature");
  }
}
