// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import java.util.function.Function;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A function pointer of each mechanism that runs a {@link Counter}; made only where asked for. */
public final class Pointers {
  private Pointers() {}

  /** One of them. A thread's own, for some must be closed by the thread that made them. */
  @State(Scope.Thread)
  public abstract static class Pointer {
    private final Function<Counter, Callback> mechanism;
    private final Counter counter = new Counter();
    private Callback callback;

    Pointer(Function<Counter, Callback> mechanism) {
      this.mechanism = mechanism;
    }

    @Setup
    public void make() {
      callback = mechanism.apply(counter);
    }

    /** Also checks that something was measured at all. */
    @TearDown
    public void close() {
      callback.close();
      if (counter.count == 0) {
        throw new IllegalStateException("no call reached the handler");
      }
    }

    /** Calls it in a loop in C. */
    void call(int n) {
      NativeSide.call(callback.address(), n);
    }

    long address() {
      return callback.address();
    }
  }

  public static class OfTable extends Pointer {
    public OfTable() {
      super(TableStub::callback);
    }
  }

  public static class OfForeign extends Pointer {
    public OfForeign() {
      super(Foreign::callback);
    }
  }

  public static class OfJna extends Pointer {
    public OfJna() {
      super(Jna::callback);
    }
  }

  public static class OfJnr extends Pointer {
    public OfJnr() {
      super(Jnr::callback);
    }
  }

  public static class OfLwjgl extends Pointer {
    public OfLwjgl() {
      super(Lwjgl::callback);
    }
  }
}
