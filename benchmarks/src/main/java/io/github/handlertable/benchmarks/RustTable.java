// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The Rust table, full of functions that do nothing. */
@State(Scope.Benchmark)
public class RustTable {
  @Setup
  public void fill() {
    for (int index = 0; index < Rust.Table.SIZE; index++) {
      Rust.Table.putNothing(index);
    }
  }
}
