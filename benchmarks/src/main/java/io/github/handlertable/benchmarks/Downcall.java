// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import org.lwjgl.system.JNI;
import org.openjdk.jmh.annotations.Benchmark;

/** Java calls a C function that does nothing: what it costs to leave Java at all. */
public class Downcall extends Grid {
  private long nothing = NativeSide.NOTHING.address();

  @Benchmark
  public void jni_empty() {
    NativeSide.empty();
  }

  @Benchmark
  public void foreign_empty() throws Throwable {
    Foreign.EMPTY.invokeExact();
  }

  @Benchmark
  public void foreign_critical_empty() throws Throwable {
    Foreign.EMPTY_CRITICAL.invokeExact();
  }

  @Benchmark
  public void jna_direct_empty() {
    Jna.ht_bench_nothing();
  }

  @Benchmark
  public void jna_interface_empty() {
    Jna.FUNCTIONS.ht_bench_nothing();
  }

  @Benchmark
  public void jnr_empty() {
    Jnr.FUNCTIONS.ht_bench_nothing();
  }

  @Benchmark
  public void lwjgl_empty() {
    JNI.invokeV(nothing);
  }
}
