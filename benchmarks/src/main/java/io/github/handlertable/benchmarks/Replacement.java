// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import io.github.handlertable.HandlerTable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Puts a handler in the place of another, or looks at the one that is there. Several threads all do
 * so at the same slot.
 */
public class Replacement extends Grid {
  // Not final, so that no compiler takes them for constants.
  private int nativeHandler = 3;
  private int javaHandler = 32;
  private final Counter handler = new Counter();

  @State(Scope.Benchmark)
  public static class Shared {
    final HandlerTable table = HandlerTable.create(64);
    final Twins.AtomicArray array = new Twins.AtomicArray(64);
    final Twins.HashMap map = new Twins.HashMap();
    final Twins.SynchronizedArray synchronizedArray = new Twins.SynchronizedArray(64);

    @TearDown
    public void close() {
      table.close();
    }
  }

  @Setup
  public void register(Shared shared) {
    shared.table.replace(nativeHandler, NativeSide.NOTHING);
    shared.table.replace(javaHandler, handler);
    shared.array.replace(javaHandler, handler);
    shared.map.replace(javaHandler, handler);
    shared.synchronizedArray.replace(javaHandler, handler);
  }

  @Benchmark
  public Object table_native_handler_replace(Shared shared) {
    return shared.table.replace(nativeHandler, NativeSide.NOTHING);
  }

  @Benchmark
  public Object table_java_handler_replace(Shared shared) {
    return shared.table.replace(javaHandler, handler);
  }

  @Benchmark
  public Object atomic_array_java_handler_replace(Shared shared) {
    return shared.array.replace(javaHandler, handler);
  }

  @Benchmark
  public Object hash_map_java_handler_replace(Shared shared) {
    return shared.map.replace(javaHandler, handler);
  }

  @Benchmark
  public Object synchronized_array_java_handler_replace(Shared shared) {
    return shared.synchronizedArray.replace(javaHandler, handler);
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void c_table_native_handler_replace(Shared shared) {
    NativeSide.replace(shared.table.address(), nativeHandler, CALLS);
  }

  @Benchmark
  public Object table_native_handler_look(Shared shared) {
    return shared.table.handler(nativeHandler);
  }

  @Benchmark
  public Object table_java_handler_look(Shared shared) {
    return shared.table.handler(javaHandler);
  }

  @Benchmark
  public Object atomic_array_java_handler_look(Shared shared) {
    return shared.array.handler(javaHandler);
  }

  @Benchmark
  public Object hash_map_java_handler_look(Shared shared) {
    return shared.map.handler(javaHandler);
  }

  @Benchmark
  public Object synchronized_array_java_handler_look(Shared shared) {
    return shared.synchronizedArray.handler(javaHandler);
  }
}
