// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The Rust table, with functions that do nothing in the slots that are used. */
@State(Scope.Benchmark)
public class RustTable {
  @Setup
  public void fill() {
    fill(Pair.SLOTS);
  }

  static void fill(int size) {
    for (int index = 0; index < size; index++) {
      Rust.Table.putNothing(index);
    }
  }
}
