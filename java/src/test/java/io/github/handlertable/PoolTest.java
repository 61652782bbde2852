// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import io.github.handlertable.child.ReturnStubs;
import io.github.handlertable.child.ReuseStubs;
import io.github.handlertable.child.ReuseStubs.Change;
import io.github.handlertable.support.Child;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When the stubs of a table that is gone serve another. */
class PoolTest {
  /** In a JVM of its own, where no other tests have left stubs. */
  private static void succeeds(String... arguments) throws Exception {
    Child.java(Child.options(), ReuseStubs.class, arguments).succeeded("not before, but after");
  }

  @ParameterizedTest
  @EnumSource
  void noStubServesAnotherSlotWhileAChangeThatMayHoldItIsUnderWay(Change change) throws Exception {
    succeeds(change.name());
  }

  @Test
  void noStubServesAnotherSlotWhileAnUnregisterThatHoldsItIsUnderWay() throws Exception {
    succeeds();
  }

  /** Nor is what malloc keeps of its memory taken for a table. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "true",
        "export MALLOC_MMAP_THRESHOLD_=33554432 MALLOC_TRIM_THRESHOLD_=1073741824"
      })
  void aTableThatNeverHadAStubLeavesNothing(String first) throws Exception {
    List<String> command = Child.command(Child.options(), ReturnStubs.class);
    Child.runBehind(first, command).succeeded("1 list came back");
  }
}
