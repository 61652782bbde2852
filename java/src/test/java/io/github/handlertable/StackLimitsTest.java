// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import io.github.handlertable.child.FiredByMainThread;
import io.github.handlertable.child.OverflowAfterStart;
import io.github.handlertable.child.RecurseOnNativeThread;
import io.github.handlertable.support.AlsoByJni;
import io.github.handlertable.support.Child;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stacks that end elsewhere than by default. */
@AlsoByJni
class StackLimitsTest {
  @Test
  void endlessRecursionIsSurvivedWhereTheZonesOfTheStackAreLarger() {
    List<String> options =
        Child.options(
            "-XX:StackShadowPages=50", "-XX:StackYellowPages=7", "-XX:StackReservedPages=11");
    Child.java(options, RecurseOnNativeThread.class).succeeded("40 overflows");
  }

  @Test
  void noStackIsLeftThatAJavaThreadCouldNotBear() {
    Child.java(Child.options(), OverflowAfterStart.class).succeeded("0 stacks are left").ended(0);
  }

  /**
   * The JVM takes the main thread's stack to be one of -Xss bytes, 1 MiB by default, and puts guard
   * pages at the end of that.
   */
  @ParameterizedTest
  @CsvSource({
    "1024k,  100, '1 runs, 0 refused'",
    "1024k,  800, '1 runs, 0 refused'",
    "1024k, 1003, '0 runs, 1 refused'",
    "1024k, 1100, '0 runs, 1 refused'",
    "1024k, 4000, '0 runs, 1 refused'",
    "8m,    1003, '1 runs, 0 refused'",
    "8m,    4000, '1 runs, 0 refused'"
  })
  void theMainThreadOfACProgramFiresOnlyWhereTheJvmHasStackForIt(
      String stack, int usedKiB, String report) {
    List<String> command =
        Child.embedding(
            "main_thread",
            FiredByMainThread.class,
            Integer.toString(usedKiB),
            Child.options("-Xss" + stack));
    Child.run(command).succeeded(report);
  }
}
