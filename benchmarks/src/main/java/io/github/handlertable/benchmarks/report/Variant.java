// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks.report;

import java.util.List;

/** What sets a measuring JVM apart from the others. */
public enum Variant {
  /** Nothing does. */
  PLAIN,

  /**
   * Without a fence in each JNI call, which is put on safepoints instead. The flag is experimental
   * on JDK 20, and a product flag since.
   */
  BARRIER("-XX:+UnlockExperimentalVMOptions", "-XX:+UseSystemMemoryBarrier"),

  /** The table enters Java by JNI, where it would by {@code java.lang.foreign}. */
  JNI_UPCALLS("-Dio.github.handlertable.upcalls=jni");

  private final List<String> flags;

  Variant(String... flags) {
    this.flags = List.of(flags);
  }

  /** All that the JVM is to be started with. */
  public List<String> flags() {
    return flags;
  }

  /** The flag that matters; empty for the plain one. */
  public String flag() {
    return flags.isEmpty() ? "" : flags.get(flags.size() - 1);
  }

  /** Of a JVM that was started with these. */
  public static Variant of(String arguments) {
    for (Variant variant : values()) {
      if (variant != PLAIN && arguments.contains(variant.flag())) {
        return variant;
      }
    }
    return PLAIN;
  }
}
