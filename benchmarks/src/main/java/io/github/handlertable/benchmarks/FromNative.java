// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import io.github.handlertable.HandlerTable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A loop in C, on a thread that the JVM knows, runs a Java handler: the product through its table,
 * the others by a function pointer alone, and {@code jni} by CallStaticVoidMethod. The product
 * enters Java by {@code java.lang.foreign} where it is there (JDK 22), and by JNI with {@code
 * -Dio.github.handlertable.upcalls=jni}.
 */
public class FromNative extends Grid {
  private final HandlerTable table = HandlerTable.create(64);
  private final long lostBefore = lost();

  private static long lost() {
    HandlerTable.Stats stats = HandlerTable.stats();
    return stats.refusedCalls() + stats.staleCalls();
  }

  @Setup
  public void register() {
    table.register(3, new Counter());
  }

  /** Also checks that what was called did run. */
  @TearDown
  public void close() {
    table.close();
    if (lost() != lostBefore) {
      throw new IllegalStateException("calls that did not reach the handler");
    }
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void java_handler_from_native() {
    NativeSide.fire(table.address(), 3, CALLS);
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void jni_java_handler() {
    NativeSide.callStatic(CALLS);
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void foreign_java_handler(Pointers.OfForeign pointer) {
    pointer.call(CALLS);
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void jna_java_handler(Pointers.OfJna pointer) {
    pointer.call(CALLS);
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void jnr_java_handler(Pointers.OfJnr pointer) {
    pointer.call(CALLS);
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void lwjgl_java_handler(Pointers.OfLwjgl pointer) {
    pointer.call(CALLS);
  }
}
