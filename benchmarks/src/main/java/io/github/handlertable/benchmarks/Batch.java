// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import io.github.handlertable.HandlerTable;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** Events that come several at a time: 512 of them in batches; the figure is for one event. */
public class Batch extends Grid {
  private static final int EVENTS = 512;

  @Param({"1", "8", "64", "512"})
  int batch;

  private final HandlerTable natives = HandlerTable.create(EVENTS);
  private final HandlerTable java = HandlerTable.create(EVENTS);
  private final Twins.AtomicArray array = new Twins.AtomicArray(EVENTS);
  private int[] indexes;

  @Setup
  public void register() {
    indexes = IntStream.range(0, batch).toArray();
    for (int index = 0; index < EVENTS; index++) {
      Counter counter = new Counter();
      natives.register(index, NativeSide.NOTHING);
      java.register(index, counter);
      array.register(index, counter);
    }
  }

  @TearDown
  public void close() {
    natives.close();
    java.close();
  }

  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public int table_native_handlers_from_java() {
    return fromJava(natives);
  }

  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public int table_java_handlers_from_java() {
    return fromJava(java);
  }

  private int fromJava(HandlerTable table) {
    int handled = 0;
    for (int rest = EVENTS; rest > 0; rest -= batch) {
      handled += table.handleAll(indexes);
    }
    return handled;
  }

  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public int atomic_array_java_handlers_from_java() {
    int handled = 0;
    for (int rest = EVENTS; rest > 0; rest -= batch) {
      for (int index : indexes) {
        handled += array.handle(index) ? 1 : 0;
      }
    }
    return handled;
  }

  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public void c_table_native_handlers() {
    NativeSide.fireAll(natives.address(), indexes, EVENTS / batch);
  }

  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public void c_table_java_handlers() {
    NativeSide.fireAll(java.address(), indexes, EVENTS / batch);
  }
}
