// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import io.github.handlertable.HandlerTable;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Makes function pointers that run Java handlers. The figure is for all of them together. After the
 * first time in a JVM most mechanisms use again what was freed before.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Creation extends Grid {
  @Param({"1", "1000", "100000"})
  int count;

  private Counter[] counters;
  private AutoCloseable[] made;

  @Setup(Level.Iteration)
  public void make() {
    counters = new Counter[count];
    for (int i = 0; i < count; i++) {
      counters[i] = new Counter();
    }
    made = new AutoCloseable[count];
    // Some free a callback only when it is collected. JNA does so by a thread of its own, which may
    // not have come to its end when the measuring begins; the table takes its stubs back for new
    // use.
    System.gc();
    HandlerTable.stats();
  }

  @TearDown(Level.Iteration)
  public void free() throws Exception {
    for (AutoCloseable callback : made) {
      if (callback != null) {
        callback.close();
      }
    }
  }

  @Benchmark
  public Object table_create() {
    HandlerTable table = HandlerTable.create(count);
    made[0] = table;
    for (int i = 0; i < count; i++) {
      table.register(i, counters[i]);
    }
    return table;
  }

  @Benchmark
  public Object foreign_create() {
    return create(Foreign::callback);
  }

  @Benchmark
  public Object jna_create() {
    return create(Jna::callback);
  }

  @Benchmark
  public Object jnr_create() {
    return create(Jnr::callback);
  }

  @Benchmark
  public Object lwjgl_create() {
    return create(Lwjgl::callback);
  }

  private Object create(Function<Counter, Callback> mechanism) {
    for (int i = 0; i < count; i++) {
      made[i] = mechanism.apply(counters[i]);
    }
    return made;
  }
}
