// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import org.junit.jupiter.api.Test;

/** Wherever the heap ends, a change of a table is whole, or has done nothing. */
class HeapFullChangesTest {
  @Test
  void withAFullHeapAChangeIsWholeOrThrows() {
    // Without thread-local buffers, so that the heap is as full as it says.
    Child.runJava(
        0,
        Child.jvmOptions("-Xmx8m", "-XX:+UseSerialGC", "-XX:-UseTLAB"),
        HeapFullChangesMain.class);
  }
}
