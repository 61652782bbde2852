// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import io.github.handlertable.child.ChangeWithFullHeap;
import io.github.handlertable.support.AlsoByJni;
import io.github.handlertable.support.Child;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Wherever the heap ends, a change of a table is whole, or has done nothing. */
@AlsoByJni
class HeapFullChangesTest {
  @Test
  void withAFullHeapAChangeIsWholeOrThrows() {
    // Without thread-local buffers, so that the heap is as full as it says.
    List<String> options = Child.options("-Xmx8m", "-XX:+UseSerialGC", "-XX:-UseTLAB");
    Child.java(options, ChangeWithFullHeap.class).ended(0);
  }
}
