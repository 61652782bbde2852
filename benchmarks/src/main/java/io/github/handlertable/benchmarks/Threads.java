// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import io.github.handlertable.Handler;
import io.github.handlertable.HandlerTable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * Threads use one table at once, each a slot and a handler of its own: they fire it, or take the
 * handler out and put it back. What a change does to who fires a slot beside it is shown by {@link
 * Neighbours}; changes of one slot by all, by {@link Registration}.
 */
public class Threads extends Grid {
  /** How many slots lie from one thread's to the next: on one cache line, or far apart. */
  @Param({"1", "64"})
  int distance;

  /** The tables that all threads share. */
  @State(Scope.Benchmark)
  public static class Shared {
    static final int CAPACITY = 1 << 14;

    final HandlerTable natives = HandlerTable.create(CAPACITY);
    final HandlerTable java = HandlerTable.create(CAPACITY);
    final Twins.AtomicArray array = new Twins.AtomicArray(CAPACITY);
    final Twins.HashMap map = new Twins.HashMap();
    final Twins.SynchronizedArray synchronizedArray = new Twins.SynchronizedArray(CAPACITY);

    @TearDown
    public void close() {
      natives.close();
      java.close();
    }
  }

  /** Two cache lines: fields of a superclass come first. */
  public abstract static class Padding {
    long p00, p01, p02, p03, p04, p05, p06, p07, p08, p09, p10, p11, p12, p13, p14, p15;
  }

  /**
   * A counter that shares no cache line with what other threads read, such as their stubs'
   * bindings: JMH sees to it behind a state's fields, and not before them.
   */
  @State(Scope.Thread)
  public static class Own extends Padding implements Handler {
    long count;

    @Override
    public void handle() {
      count++;
    }
  }

  private int slot;

  @Setup
  public void register(Shared shared, Own own, ThreadParams thread) {
    slot = thread.getThreadIndex() * distance;
    if (!shared.natives.register(slot, NativeSide.NOTHING)) {
      throw new IllegalStateException("no slot for thread " + thread.getThreadIndex());
    }
    shared.java.register(slot, own);
    shared.array.register(slot, own);
    shared.map.register(slot, own);
    shared.synchronizedArray.register(slot, own);
  }

  @Benchmark
  public boolean table_native_handler(Shared shared) {
    return shared.natives.handle(slot);
  }

  @Benchmark
  public boolean table_java_handler(Shared shared) {
    return shared.java.handle(slot);
  }

  @Benchmark
  public boolean atomic_array_java_handler(Shared shared) {
    return shared.array.handle(slot);
  }

  @Benchmark
  public boolean hash_map_java_handler(Shared shared) {
    return shared.map.handle(slot);
  }

  @Benchmark
  public boolean synchronized_array_java_handler(Shared shared) {
    return shared.synchronizedArray.handle(slot);
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void c_table_native_handler(Shared shared) {
    NativeSide.fire(shared.natives.address(), slot, CALLS);
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void c_table_java_handler(Shared shared) {
    NativeSide.fire(shared.java.address(), slot, CALLS);
  }

  // Changes: out of the slot, and in again.

  @Benchmark
  public boolean table_native_handler_change(Shared shared) {
    return !shared.natives.unregister(slot).isEmpty()
        && shared.natives.register(slot, NativeSide.NOTHING);
  }

  @Benchmark
  public boolean table_java_handler_change(Shared shared, Own own) {
    return !shared.java.unregister(slot).isEmpty() && shared.java.register(slot, own);
  }

  @Benchmark
  public boolean atomic_array_java_handler_change(Shared shared, Own own) {
    return shared.array.unregister(slot) != null && shared.array.register(slot, own);
  }

  @Benchmark
  public boolean hash_map_java_handler_change(Shared shared, Own own) {
    return shared.map.unregister(slot) != null && shared.map.register(slot, own);
  }

  @Benchmark
  public boolean synchronized_array_java_handler_change(Shared shared, Own own) {
    return shared.synchronizedArray.unregister(slot) != null
        && shared.synchronizedArray.register(slot, own);
  }
}
