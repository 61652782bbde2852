// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import io.github.handlertable.HandlerTable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Puts a handler in and takes it out again. Several threads all want the same slot: one wins, and
 * the others are told so. {@code given_back}: Java puts it in; C takes it out, and gives the
 * pointer back. {@code foreign} has no table: it makes a {@code java.lang.foreign} upcall stub of
 * the handler, and frees it.
 */
public class Registration extends Grid {
  private int slot = 3;
  private final Counter handler = new Counter();

  @State(Scope.Benchmark)
  public static class Shared {
    final HandlerTable table = HandlerTable.create(64);
    final Twins.AtomicArray array = new Twins.AtomicArray(64);
    final Twins.HashMap map = new Twins.HashMap();
    final Twins.SynchronizedArray synchronizedArray = new Twins.SynchronizedArray(64);
  }

  @Benchmark
  public Object table_native_handler(Shared shared) {
    shared.table.register(slot, NativeSide.NOTHING);
    return shared.table.unregister(slot);
  }

  @Benchmark
  public Object table_java_handler(Shared shared) {
    shared.table.register(slot, handler);
    return shared.table.unregister(slot);
  }

  @Benchmark
  public boolean given_back_java_handler(Shared shared) {
    shared.table.register(slot, handler);
    return NativeSide.takeAndGiveBack(shared.table.address(), slot);
  }

  @Benchmark
  public Object atomic_array_java_handler(Shared shared) {
    shared.array.register(slot, handler);
    return shared.array.unregister(slot);
  }

  @Benchmark
  public Object hash_map_java_handler(Shared shared) {
    shared.map.register(slot, handler);
    return shared.map.unregister(slot);
  }

  @Benchmark
  public Object synchronized_array_java_handler(Shared shared) {
    shared.synchronizedArray.register(slot, handler);
    return shared.synchronizedArray.unregister(slot);
  }

  @Benchmark
  public long foreign_stub() {
    try (Callback stub = Foreign.callback(handler)) {
      return stub.address();
    }
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void c_table_native_handler(Shared shared) {
    NativeSide.reregister(shared.table.address(), slot, CALLS);
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void rust_table_native_handler(RustTable rust) {
    Rust.Table.reregister(slot, CALLS);
  }
}
