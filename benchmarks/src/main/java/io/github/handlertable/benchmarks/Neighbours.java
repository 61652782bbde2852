// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import io.github.handlertable.Handler;
import io.github.handlertable.HandlerTable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One thread fires a slot, while another takes the handler out of a different slot and puts it back
 * all the time: on the same cache line, or far away.
 */
@State(Scope.Group)
public class Neighbours extends Grid {
  private static final int CAPACITY = 512;

  /** The first of a cache line; and far from a Java array's length, which each read looks at. */
  private static final int CHANGED = 128;

  /** How many slots lie from the one that is changed to the one that is fired. */
  @Param({"1", "64"})
  int distance;

  private final HandlerTable natives = HandlerTable.create(CAPACITY);
  private final HandlerTable java = HandlerTable.create(CAPACITY);
  private final Twins.AtomicArray array = new Twins.AtomicArray(CAPACITY);
  private int fired;

  /** What is put back is always a C function, and never run: so nothing but the slots is shared. */
  @Setup
  public void register() {
    fired = CHANGED + distance;
    Handler handler = new Counter();
    natives.register(CHANGED, NativeSide.NOTHING);
    natives.register(fired, NativeSide.NOTHING);
    java.register(CHANGED, NativeSide.NOTHING);
    java.register(fired, handler);
    array.register(CHANGED, NativeSide.NOTHING);
    array.register(fired, handler);
  }

  @TearDown
  public void close() {
    natives.close();
    java.close();
  }

  private static boolean reregister(HandlerTable table) {
    table.unregister(CHANGED);
    return table.register(CHANGED, NativeSide.NOTHING);
  }

  @Benchmark
  @Group("table_native_handler")
  public boolean table_native_handler_read() {
    return natives.handle(fired);
  }

  @Benchmark
  @Group("table_native_handler")
  public boolean table_native_handler_write() {
    return reregister(natives);
  }

  @Benchmark
  @Group("table_java_handler")
  public boolean table_java_handler_read() {
    return java.handle(fired);
  }

  @Benchmark
  @Group("table_java_handler")
  public boolean table_java_handler_write() {
    return reregister(java);
  }

  @Benchmark
  @Group("atomic_array_java_handler")
  public boolean atomic_array_java_handler_read() {
    return array.handle(fired);
  }

  @Benchmark
  @Group("atomic_array_java_handler")
  public boolean atomic_array_java_handler_write() {
    array.unregister(CHANGED);
    return array.register(CHANGED, NativeSide.NOTHING);
  }

  @Benchmark
  @Group("c_table_native_handler")
  @OperationsPerInvocation(CALLS)
  public void c_table_native_handler_read() {
    NativeSide.fire(natives.address(), fired, CALLS);
  }

  @Benchmark
  @Group("c_table_native_handler")
  @OperationsPerInvocation(CALLS)
  public void c_table_native_handler_write() {
    NativeSide.reregister(natives.address(), CHANGED, CALLS);
  }
}
