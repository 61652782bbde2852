// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import io.github.handlertable.child.FiredByMainThread;
import io.github.handlertable.child.RecurseOnNativeThread;
import io.github.handlertable.support.AlsoByJni;
import io.github.handlertable.support.Child;
import java.nio.file.Path;
import java.util.ArrayList;
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
    Path program = Path.of("target", "test-native", "main_thread").toAbsolutePath();
    Child.run(
            List.of(
                "gcc",
                "-std=c11",
                "-D_GNU_SOURCE",
                "-O2",
                "-Wall",
                "-Wextra",
                "-Werror",
                "-I" + Child.JAVA_HOME.resolve("include"),
                "-I" + Child.JAVA_HOME.resolve("include/linux"),
                "-I" + Path.of("..", "native", "include"),
                "-o",
                program.toString(),
                Path.of("src", "test", "c", "main_thread.c").toString(),
                "-ldl",
                "-pthread"))
        .succeeded();
    List<String> command =
        new ArrayList<>(
            List.of(
                program.toString(),
                Child.JAVA_HOME.resolve("lib/server/libjvm.so").toString(),
                FiredByMainThread.class.getName().replace('.', '/'),
                Integer.toString(usedKiB)));
    command.addAll(Child.options("-Xss" + stack));
    Child.run(command).succeeded(report);
  }
}
