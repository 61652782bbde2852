// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import io.github.handlertable.HandlerTable;
import io.github.handlertable.NativeHandler;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Calls of a stub that do nothing and are counted, all threads in one word: of a handler that is
 * unregistered, and from a leaf, which must not enter Java. Beside them one that runs its handler.
 */
public class CountedCalls extends Grid {
  @State(Scope.Thread)
  public static class Live {
    private final HandlerTable table = HandlerTable.create(1);

    public Live() {
      table.register(0, new Counter());
    }

    @TearDown
    public void close() {
      table.close();
    }
  }

  /** A stub whose handler is gone, shared by all threads. */
  @State(Scope.Benchmark)
  public static class Stale {
    private final HandlerTable table = HandlerTable.create(1);
    private final long stub;

    public Stale() {
      table.register(0, new Counter());
      stub = NativeSide.word(table.address(), 0);
      table.unregister(0);
      NativeSide.choose(stub);
    }

    @TearDown
    public void close() {
      table.close();
    }
  }

  /** A leaf that calls that stub. What makes it one is that it was registered. */
  @State(Scope.Benchmark)
  public static class Leaf {
    private final NativeHandler leaf =
        NativeHandler.ofAddress(NativeSide.function("ht_bench_call_chosen")).leaf();

    public Leaf() {
      try (HandlerTable table = HandlerTable.create(1)) {
        table.register(0, leaf);
      }
    }

    @TearDown
    public void check() {
      if (HandlerTable.stats().refusedCalls() == 0) {
        throw new IllegalStateException("no call was refused");
      }
    }
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void table_live_call(Live live) {
    NativeSide.fire(live.table.address(), 0, CALLS);
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void table_stale_call(Stale stale) {
    NativeSide.call(stale.stub, CALLS);
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void table_refused_call(Stale stale, Leaf leaf) {
    leaf.leaf.handle();
  }
}
