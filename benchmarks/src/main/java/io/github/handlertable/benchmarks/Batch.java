// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import io.github.handlertable.HandlerTable;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Events that come several at a time: 512 of them in batches; the figure is for one event. The
 * others know no batches, and take one event after another.
 */
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

  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public void jni_java_handlers() {
    NativeSide.callStatic(EVENTS);
  }

  /** A function pointer for each handler of a batch. */
  @State(Scope.Thread)
  public static class Stubs {
    private Callback[] stubs;
    private long[] functions;

    /** The JIT compiler makes code for each, and is not done with 512 when JMH's warm-up is. */
    @Setup
    public void makeAndWarmUp(Batch benchmark) {
      stubs = new Callback[benchmark.batch];
      Arrays.setAll(stubs, event -> Foreign.callback(new Counter()));
      functions = Arrays.stream(stubs).mapToLong(Callback::address).toArray();
      NativeSide.callAll(functions, 50_000);
    }

    @TearDown
    public void close() {
      for (Callback stub : stubs) {
        stub.close();
      }
    }
  }

  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public void foreign_java_handlers(Stubs stubs) {
    NativeSide.callAll(stubs.functions, EVENTS / batch);
  }
}
