// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import io.github.handlertable.child.ActFirstWithFullHeap;
import io.github.handlertable.child.ChangeWithFullHeap;
import io.github.handlertable.support.AlsoByJni;
import io.github.handlertable.support.Child;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Wherever the heap ends, a change of a table is whole, or has done nothing. */
@AlsoByJni
class HeapFullChangesTest {
  // Without thread-local buffers, so that the heap is as full as it says.
  private static final List<String> OPTIONS =
      Child.options("-Xmx8m", "-XX:+UseSerialGC", "-XX:-UseTLAB");

  @Test
  void withAFullHeapAChangeIsWholeOrThrows() {
    Child.java(OPTIONS, ChangeWithFullHeap.class).ended(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"close", "giveBack", "handleAll"})
  void withAFullHeapTheFirstIsAsAnyOther(String what) {
    Child.java(OPTIONS, ActFirstWithFullHeap.class, what).ended(0);
  }
}
