// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import io.github.handlertable.Handler;
import io.github.handlertable.HandlerTable;
import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Fires random slots of tables that fit a cache line, and of such as fit no cache. */
public class TableSize extends Grid {
  @Param({"8", "64", "512", "16384", "131072", "1048576", "16777216"})
  int size;

  private int random = 1;

  // Each makes only what it is about: of the largest size, all together would not fit a heap.

  @State(Scope.Thread)
  public static class Natives {
    private HandlerTable table;

    @Setup
    public void fill(TableSize all) {
      table = HandlerTable.create(all.size);
      IntStream.range(0, all.size).forEach(index -> table.register(index, NativeSide.NOTHING));
    }

    @TearDown
    public void close() {
      table.close();
    }
  }

  @State(Scope.Thread)
  public static class Handlers {
    private HandlerTable table;

    @Setup
    public void fill(TableSize all) {
      table = HandlerTable.create(all.size);
      all.fill(table::register);
    }

    @TearDown
    public void close() {
      table.close();
    }
  }

  @State(Scope.Thread)
  public static class Array {
    private Twins.AtomicArray array;

    @Setup
    public void fill(TableSize all) {
      array = new Twins.AtomicArray(all.size);
      all.fill(array::register);
    }
  }

  @State(Scope.Thread)
  public static class Map {
    private final Twins.HashMap map = new Twins.HashMap();

    @Setup
    public void fill(TableSize all) {
      all.fill(map::register);
    }
  }

  @State(Scope.Thread)
  public static class SynchronizedArray {
    private Twins.SynchronizedArray array;

    @Setup
    public void fill(TableSize all) {
      array = new Twins.SynchronizedArray(all.size);
      all.fill(array::register);
    }
  }

  @State(Scope.Thread)
  public static class CArray {
    @Setup
    public void fill(TableSize all) {
      long nothing = NativeSide.NOTHING.address();
      IntStream.range(0, all.size).forEach(index -> NativeSide.putInArray(index, nothing));
    }
  }

  @State(Scope.Thread)
  public static class RustSlots {
    @Setup
    public void fill(TableSize all) {
      RustTable.fill(all.size);
    }
  }

  /** Handlers one after another, before the slots: so they lie side by side. */
  private void fill(BiConsumer<Integer, Handler> register) {
    Handler[] handlers = new Handler[size];
    Arrays.setAll(handlers, index -> new Counter());
    IntStream.range(0, size).forEach(index -> register.accept(index, handlers[index]));
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
  public boolean table_java_handler(Handlers handlers) {
    return handlers.table.handle(next());
  }

  @Benchmark
  public boolean table_native_handler(Natives natives) {
    return natives.table.handle(next());
  }

  @Benchmark
  public boolean atomic_array_java_handler(Array array) {
    return array.array.handle(next());
  }

  @Benchmark
  public boolean hash_map_java_handler(Map map) {
    return map.map.handle(next());
  }

  @Benchmark
  public boolean synchronized_array_java_handler(SynchronizedArray array) {
    return array.array.handle(next());
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void c_table_native_handler(Natives natives) {
    random = NativeSide.fireRandom(natives.table.address(), size, CALLS, random);
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void c_table_java_handler(Handlers handlers) {
    random = NativeSide.fireRandom(handlers.table.address(), size, CALLS, random);
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void c_array_native_handler(CArray array) {
    random = NativeSide.callArrayRandom(size, CALLS, random);
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void rust_table_native_handler(RustSlots rust) {
    random = Rust.Table.fireRandom(size, CALLS, random);
  }
}
