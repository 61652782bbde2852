// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import io.github.handlertable.Handler;
import io.github.handlertable.HandlerTable;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Eight handlers in turn, each of a class of its own, fired by a loop in C or Java. The table has
 * one place that calls them all, where the JIT compiler then can't know what comes next; a {@code
 * java.lang.foreign} stub has its own code for its own handler.
 */
public class ManyClasses extends Grid {
  private static final int CLASSES = 8;
  private static final int ROUNDS = CALLS / CLASSES;

  private final HandlerTable table = HandlerTable.create(CLASSES);
  private final Twins.AtomicArray array = new Twins.AtomicArray(CLASSES);
  private long[] functions;
  private int count;

  @Setup
  public void register() {
    Handler[] handlers = { // each expression is a class
      () -> count++,
      () -> count++,
      () -> count++,
      () -> count++,
      () -> count++,
      () -> count++,
      () -> count++,
      () -> count++
    };
    for (int index = 0; index < CLASSES; index++) {
      table.register(index, handlers[index]);
      array.register(index, handlers[index]);
    }
    functions =
        IntStream.range(0, CLASSES)
            .mapToLong(index -> NativeSide.word(table.address(), index))
            .toArray();
  }

  @TearDown
  public void close() {
    table.close();
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void c_table_java_handler() {
    NativeSide.callAll(functions, ROUNDS);
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void foreign_java_handler(Stubs stubs) {
    NativeSide.callAll(stubs.functions, ROUNDS);
  }

  @Benchmark
  @OperationsPerInvocation(CLASSES)
  public boolean table_java_handler() {
    boolean all = true;
    for (int index = 0; index < CLASSES; index++) {
      all &= table.handle(index);
    }
    return all;
  }

  @Benchmark
  @OperationsPerInvocation(CLASSES)
  public boolean atomic_array_java_handler() {
    boolean all = true;
    for (int index = 0; index < CLASSES; index++) {
      all &= array.handle(index);
    }
    return all;
  }

  /** A {@code java.lang.foreign} stub for each of as many handlers. */
  @State(Scope.Thread)
  public static class Stubs {
    private final Callback[] stubs = new Callback[CLASSES];
    private final long[] functions = new long[CLASSES];

    @Setup
    public void make() {
      for (int index = 0; index < CLASSES; index++) {
        stubs[index] = Foreign.callback(new Counter());
        functions[index] = stubs[index].address();
      }
    }

    @TearDown
    public void close() {
      for (Callback stub : stubs) {
        stub.close();
      }
    }
  }
}
