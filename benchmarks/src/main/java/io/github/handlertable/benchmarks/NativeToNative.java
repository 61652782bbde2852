// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import io.github.handlertable.HandlerTable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A loop in C, or in Rust, fires a native handler that does nothing, or an empty slot; Java only
 * holds the watch.
 */
public class NativeToNative extends Grid {
  private static final int EMPTY = 1;
  private static final int HANDLER = 3;

  private final HandlerTable table = HandlerTable.create(64);

  @Setup
  public void register() {
    table.register(HANDLER, NativeSide.NOTHING);
    NativeSide.putInArray(HANDLER, NativeSide.NOTHING.address());
    NativeSide.putInArray(EMPTY, 0);
  }

  @TearDown
  public void close() {
    table.close();
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void c_table_miss() {
    NativeSide.fire(table.address(), EMPTY, CALLS);
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void c_array_miss() {
    NativeSide.callArray(EMPTY, CALLS);
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void rust_table_miss() {
    Rust.Table.fire(Rust.Table.EMPTY, CALLS);
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void c_table_handler() {
    NativeSide.fire(table.address(), HANDLER, CALLS);
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void c_array_handler() {
    NativeSide.callArray(HANDLER, CALLS);
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void rust_table_handler(RustTable rust) {
    Rust.Table.fire(HANDLER, CALLS);
  }
}
