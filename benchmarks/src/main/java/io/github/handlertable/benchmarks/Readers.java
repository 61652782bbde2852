// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import io.github.handlertable.Handler;
import io.github.handlertable.HandlerTable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One thread fires a slot whose handler another replaces all the time. */
@State(Scope.Group)
public class Readers extends Grid {
  private static final int SLOT = 3;

  private final HandlerTable table = HandlerTable.create(64);
  private final Twins.AtomicArray array = new Twins.AtomicArray(64);
  private final Twins.HashMap map = new Twins.HashMap();
  private final Twins.SynchronizedArray synchronizedArray = new Twins.SynchronizedArray(64);
  private final Handler handler = new Counter();

  @TearDown
  public void close() {
    table.close();
  }

  @Benchmark
  @Group("table_java_handler")
  public boolean table_java_handler_read() {
    return table.handle(SLOT);
  }

  @Benchmark
  @Group("table_java_handler")
  public Object table_java_handler_write() {
    table.register(SLOT, handler);
    return table.unregister(SLOT);
  }

  @Benchmark
  @Group("table_native_handler")
  public boolean table_native_handler_read() {
    return table.handle(SLOT);
  }

  @Benchmark
  @Group("table_native_handler")
  public Object table_native_handler_write() {
    table.register(SLOT, NativeSide.NOTHING);
    return table.unregister(SLOT);
  }

  @Benchmark
  @Group("atomic_array_java_handler")
  public boolean atomic_array_java_handler_read() {
    return array.handle(SLOT);
  }

  @Benchmark
  @Group("atomic_array_java_handler")
  public Object atomic_array_java_handler_write() {
    array.register(SLOT, handler);
    return array.unregister(SLOT);
  }

  @Benchmark
  @Group("hash_map_java_handler")
  public boolean hash_map_java_handler_read() {
    return map.handle(SLOT);
  }

  @Benchmark
  @Group("hash_map_java_handler")
  public Object hash_map_java_handler_write() {
    map.register(SLOT, handler);
    return map.unregister(SLOT);
  }

  @Benchmark
  @Group("synchronized_array_java_handler")
  public boolean synchronized_array_java_handler_read() {
    return synchronizedArray.handle(SLOT);
  }

  @Benchmark
  @Group("synchronized_array_java_handler")
  public Object synchronized_array_java_handler_write() {
    synchronizedArray.register(SLOT, handler);
    return synchronizedArray.unregister(SLOT);
  }
}
