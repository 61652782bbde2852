// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import io.github.handlertable.HandlerTable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** A loop in C, or in Rust, fires a native handler that does nothing; Java only holds the watch. */
public class NativeToNative extends Grid {
  private final HandlerTable table = HandlerTable.create(64);

  @Setup
  public void register() {
    table.register(3, NativeSide.NOTHING);
    NativeSide.putInArray(3, NativeSide.NOTHING.address());
  }

  @TearDown
  public void close() {
    table.close();
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void c_table_handler() {
    NativeSide.fire(table.address(), 3, CALLS);
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void c_array_handler() {
    NativeSide.callArray(3, CALLS);
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void rust_table_handler(RustTable rust) {
    Rust.Table.fire(3, CALLS);
  }
}
