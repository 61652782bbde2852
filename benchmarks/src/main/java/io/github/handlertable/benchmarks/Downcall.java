// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;

/** Java calls a C function that does nothing: what it costs to leave Java at all. */
public class Downcall extends Grid {
  @Benchmark
  public void jni_empty() {
    NativeSide.empty();
  }
}
