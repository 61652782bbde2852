// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * A thread that the JVM has never seen runs a Java handler: once, or so often that only the later
 * calls count. Making the thread and waiting for its end is part of it; {@code c} is that alone.
 */
public class NewThread extends Grid {
  @Benchmark
  public void c_first_call() {
    NativeSide.callOnNewThread(NativeSide.NOTHING.address(), 1);
  }

  @Benchmark
  public void table_first_call(Pointers.OfTable pointer) {
    pointer.callOnNewThread(1);
  }

  @Benchmark
  public void jni_first_call() {
    NativeSide.callStaticOnNewThread(1);
  }

  @Benchmark
  public void foreign_first_call(Pointers.OfForeign pointer) {
    pointer.callOnNewThread(1);
  }

  @Benchmark
  public void jna_first_call(Pointers.OfJna pointer) {
    pointer.callOnNewThread(1);
  }

  @Benchmark
  public void jnr_first_call(Pointers.OfJnr pointer) {
    pointer.callOnNewThread(1);
  }

  @Benchmark
  public void lwjgl_first_call(Pointers.OfLwjgl pointer) {
    pointer.callOnNewThread(1);
  }

  @Benchmark
  @OperationsPerInvocation(WARM)
  public void table_warm_call(Pointers.OfTable pointer) {
    pointer.callOnNewThread(WARM);
  }

  @Benchmark
  @OperationsPerInvocation(WARM)
  public void jni_warm_call() {
    NativeSide.callStaticOnNewThread(WARM);
  }

  @Benchmark
  @OperationsPerInvocation(WARM)
  public void foreign_warm_call(Pointers.OfForeign pointer) {
    pointer.callOnNewThread(WARM);
  }

  @Benchmark
  @OperationsPerInvocation(WARM)
  public void jna_warm_call(Pointers.OfJna pointer) {
    pointer.callOnNewThread(WARM);
  }

  @Benchmark
  @OperationsPerInvocation(WARM)
  public void jnr_warm_call(Pointers.OfJnr pointer) {
    pointer.callOnNewThread(WARM);
  }

  @Benchmark
  @OperationsPerInvocation(WARM)
  public void lwjgl_warm_call(Pointers.OfLwjgl pointer) {
    pointer.callOnNewThread(WARM);
  }

  /** So many that the thread, some 100 microseconds, costs less than a nanosecond of each. */
  private static final int WARM = 1 << 17;
}
