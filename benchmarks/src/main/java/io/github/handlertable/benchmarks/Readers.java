// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import io.github.handlertable.HandlerTable;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/**
 * One thread fires a slot, while another takes the handler out and puts it back again and again.
 * Between the two the slot is empty; so the writer then leaves the handler in for a while, the same
 * for each mechanism, and most reads meet it. How many do is told by {@code hit}, the time in which
 * one read meets a handler: {@code read / hit} is their share. {@code write} has the writer's pause
 * in it.
 */
@State(Scope.Group)
public class Readers extends Grid {
  private static final int NATIVE = 3;
  private static final int JAVA = 32;

  /** Some 600 nanoseconds, in tokens of JMH's. */
  private static final int PAUSE = 256;

  private final HandlerTable table = HandlerTable.create(64);
  private final Twins.AtomicArray array = new Twins.AtomicArray(64);
  private final Twins.HashMap map = new Twins.HashMap();
  private final Twins.SynchronizedArray synchronizedArray = new Twins.SynchronizedArray(64);
  private final Counter handler = new Counter();

  @Setup
  public void register() {
    table.register(NATIVE, NativeSide.NOTHING);
    table.register(JAVA, handler);
    array.register(JAVA, handler);
    map.register(JAVA, handler);
    synchronizedArray.register(JAVA, handler);
  }

  @TearDown
  public void close() {
    table.close();
  }

  /** What a reader counts; JMH divides by it, and gives it the name of the method that tells it. */
  abstract static class Hits {
    long hits;

    @Setup(Level.Iteration)
    public void start() {
      hits = 1; // not 0: a reader may be too late for any in the moment that a test takes
    }
  }

  @AuxCounters
  @State(Scope.Thread)
  public static class TableJava extends Hits {
    public long table_java_handler_hit() {
      return hits;
    }
  }

  @Benchmark
  @Group("table_java_handler")
  public void table_java_handler_read(TableJava count) {
    count.hits += table.handle(JAVA) ? 1 : 0;
  }

  @Benchmark
  @Group("table_java_handler")
  public void table_java_handler_write() {
    table.unregister(JAVA);
    table.register(JAVA, handler);
    Blackhole.consumeCPU(PAUSE);
  }

  @AuxCounters
  @State(Scope.Thread)
  public static class TableNative extends Hits {
    public long table_native_handler_hit() {
      return hits;
    }
  }

  @Benchmark
  @Group("table_native_handler")
  public void table_native_handler_read(TableNative count) {
    count.hits += table.handle(NATIVE) ? 1 : 0;
  }

  @Benchmark
  @Group("table_native_handler")
  public void table_native_handler_write() {
    table.unregister(NATIVE);
    table.register(NATIVE, NativeSide.NOTHING);
    Blackhole.consumeCPU(PAUSE);
  }

  @AuxCounters
  @State(Scope.Thread)
  public static class AtomicArray extends Hits {
    public long atomic_array_java_handler_hit() {
      return hits;
    }
  }

  @Benchmark
  @Group("atomic_array_java_handler")
  public void atomic_array_java_handler_read(AtomicArray count) {
    count.hits += array.handle(JAVA) ? 1 : 0;
  }

  @Benchmark
  @Group("atomic_array_java_handler")
  public void atomic_array_java_handler_write() {
    array.unregister(JAVA);
    array.register(JAVA, handler);
    Blackhole.consumeCPU(PAUSE);
  }

  @AuxCounters
  @State(Scope.Thread)
  public static class HashMap extends Hits {
    public long hash_map_java_handler_hit() {
      return hits;
    }
  }

  @Benchmark
  @Group("hash_map_java_handler")
  public void hash_map_java_handler_read(HashMap count) {
    count.hits += map.handle(JAVA) ? 1 : 0;
  }

  @Benchmark
  @Group("hash_map_java_handler")
  public void hash_map_java_handler_write() {
    map.unregister(JAVA);
    map.register(JAVA, handler);
    Blackhole.consumeCPU(PAUSE);
  }

  @AuxCounters
  @State(Scope.Thread)
  public static class SynchronizedArray extends Hits {
    public long synchronized_array_java_handler_hit() {
      return hits;
    }
  }

  @Benchmark
  @Group("synchronized_array_java_handler")
  public void synchronized_array_java_handler_read(SynchronizedArray count) {
    count.hits += synchronizedArray.handle(JAVA) ? 1 : 0;
  }

  @Benchmark
  @Group("synchronized_array_java_handler")
  public void synchronized_array_java_handler_write() {
    synchronizedArray.unregister(JAVA);
    synchronizedArray.register(JAVA, handler);
    Blackhole.consumeCPU(PAUSE);
  }
}
