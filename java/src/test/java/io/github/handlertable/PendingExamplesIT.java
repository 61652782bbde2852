// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertTrue;

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

  private String compile(String file, String source, String... more) {
    Path made = directory.resolve(file);
    List<String> gcc =
        new ArrayList<>(List.of("gcc", "-std=c11", "-Wall", "-Wextra", "-Wpedantic", "-Werror"));
    gcc.addAll(List.of(more));
    gcc.addAll(List.of("-I" + ROOT.resolve("native/include"), "-o", made.toString()));
    gcc.add(ROOT.resolve("native/examples").resolve(source).toString());
    Child.run(gcc).succeededQuietly();
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
        run("SignalsByC.java", compile("libsignals.so", "signals.c", "-shared", "-fPIC")));
  }
}
