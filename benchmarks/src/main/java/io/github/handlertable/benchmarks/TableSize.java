// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import io.github.handlertable.Handler;
import io.github.handlertable.HandlerTable;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** Fires random slots of tables that fit a cache line, and of such as fit no cache. */
public class TableSize extends Grid {
  @Param({"8", "512", "16384", "131072", "1048576"})
  int size;

  private int random = 1;
  private HandlerTable natives;
  private HandlerTable java;
  private Twins.AtomicArray array;
  private Twins.HashMap map;
  private Twins.SynchronizedArray synchronizedArray;

  @Setup
  public void fill() {
    natives = HandlerTable.create(size);
    java = HandlerTable.create(size);
    array = new Twins.AtomicArray(size);
    map = new Twins.HashMap();
    synchronizedArray = new Twins.SynchronizedArray(size);
    Handler[] handlers = new Handler[size];
    Arrays.setAll(handlers, index -> new Counter());
    // One after another: what each makes for its handlers then lies side by side.
    IntStream.range(0, size).forEach(index -> natives.register(index, NativeSide.NOTHING));
    IntStream.range(0, size).forEach(index -> java.register(index, handlers[index]));
    IntStream.range(0, size).forEach(index -> array.register(index, handlers[index]));
    IntStream.range(0, size).forEach(index -> map.register(index, handlers[index]));
    IntStream.range(0, size).forEach(index -> synchronizedArray.register(index, handlers[index]));
    long nothing = NativeSide.NOTHING.address();
    IntStream.range(0, size).forEach(index -> NativeSide.putInArray(index, nothing));
  }

  @TearDown
  public void close() {
    natives.close();
    java.close();
  }

  /** Marsaglia's xorshift32, as in {@code loops.c}. */
  private int next() {
    int next = random;
    next ^= next << 13;
    next ^= next >>> 17;
    next ^= next << 5;
    random = next;
    return next & size - 1;
  }

  /** The random numbers alone: they are part of all the others. */
  @Benchmark
  public int floor_random() {
    return next();
  }

  @Benchmark
  public boolean table_java_handler() {
    return java.handle(next());
  }

  @Benchmark
  public boolean table_native_handler() {
    return natives.handle(next());
  }

  @Benchmark
  public boolean atomic_array_java_handler() {
    return array.handle(next());
  }

  @Benchmark
  public boolean hash_map_java_handler() {
    return map.handle(next());
  }

  @Benchmark
  public boolean synchronized_array_java_handler() {
    return synchronizedArray.handle(next());
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void c_table_native_handler() {
    random = NativeSide.fireRandom(natives.address(), size, CALLS, random);
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void c_table_java_handler() {
    random = NativeSide.fireRandom(java.address(), size, CALLS, random);
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void c_array_native_handler() {
    random = NativeSide.callArrayRandom(size, CALLS, random);
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void rust_table_native_handler(RustTable rust) {
    random = Rust.Table.fireRandom(size, CALLS, random);
  }
}
