// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.handlertable.support.Child;
import io.github.handlertable.support.Jar;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** The examples for pending events, as their users run them: with the jar, and nothing else. */
class PendingExamplesIT {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  @TempDir Path directory;

  /** They end with 1 if a count is wrong. */
  private String run(String example, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Child.jdk("java"));
    command.addAll(List.of("-Xcheck:jni", "--enable-native-access=ALL-UNNAMED", "-cp", Jar.FILE));
    command.add(ROOT.resolve("java/examples").resolve(example).toString());
    command.addAll(List.of(arguments));
    return Child.run(command).succeededQuietly();
  }

  private String compile(String file, String... arguments) {
    Path made = directory.resolve(file);
    String strict = "gcc -std=c11 -Wall -Wextra -Wpedantic -Werror -Inative/include -o ";
    String gcc = strict + made + " " + String.join(" ", arguments);
    Child.run(ROOT, "sh", "-c", gcc).succeededQuietly();
    return made.toString();
  }

  private static void assertPrints(String lines, String out) {
    assertTrue(out.matches(lines), out);
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_22)
  void signalsEndInJava() {
    assertPrints(
        "signal 10: sent 1000, handled \\d+\n"
            + "signal 17: sent 1, handled 1\n"
            + "signal 28: sent 1000, handled \\d+\n"
            + "signal 34: sent 1000, handled \\d+\n",
        run("Signals.java"));
  }

  @Test
  void signalsEndInJavaByTenLinesOfC() {
    assertPrints(
        "signal 10: sent 1000, handled \\d+\n"
            + "signal 28: sent 1000, handled \\d+\n"
            + "signal 34: sent 1, handled 1\n",
        run(
            "SignalsByC.java",
            compile("libsignals.so", "native/examples/signals.c", "-shared", "-fPIC")));
  }

  @Test
  void otherProcessesRaiseInCAndInPython() {
    assumeTrue(
        System.getenv("HT_REQUIRE_TOOLS") != null
            || Child.run(List.of("sh", "-c", "command -v python3")).status() == 0,
        "no python3");
    String library =
        compile("libhandler_table.so", "native/src/handler_table*.c", "-shared", "-fPIC");
    String out =
        run(
            "OtherProcesses.java",
            compile("raise_in_file", "native/examples/raise_in_file.c"),
            "python3 " + ROOT.resolve("native/examples/raise_in_file.py") + " " + library);
    assertEquals(
        List.of(
            "1 raised by C",
            "1 raised by Python",
            "event 1, handled in Java",
            "event 2, handled in Java"),
        out.lines().sorted().toList());
  }
}
