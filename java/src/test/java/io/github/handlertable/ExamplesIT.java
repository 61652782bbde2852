// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.handlertable.support.Child;
import io.github.handlertable.support.Jar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The programs in {@code java/examples} and {@code native/examples}, as their head comments say:
 * what is indented there first is the command that runs it, in the repository's root, with the
 * jar's path in {@code JAR}; what is indented next, if anything, is what it prints in the end.
 * {@code From JDK 22 on} says that older JDKs can't run it.
 */
class ExamplesIT {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern HEAD = Pattern.compile("/\\*\\n((?: \\*.*\\n)+?) \\*/");
  private static final Pattern FIRST_JDK = Pattern.compile("From JDK (\\d+) on");
  private static final int NO_SUCH_COMMAND = 127; // as sh says it

  @TempDir Path directory;

  /** All files of the two directories. */
  private static List<Path> examples() throws IOException {
    List<Path> all = new ArrayList<>();
    for (String directory : List.of("java/examples", "native/examples")) {
      try (Stream<Path> files = Files.list(ROOT.resolve(directory))) {
        files.sorted().forEach(all::add);
      }
    }
    return all;
  }

  /** What the head says, without its stars; empty if there is none. */
  private static String head(Path example) throws IOException {
    Matcher head = HEAD.matcher(Files.readString(example));
    return head.find() ? head.group(1).replaceAll("(?m)^ \\* ?", "") : "";
  }

  /** The indented parts of a head. */
  private static List<String> indented(String head) {
    return Stream.of(head.split("(?m)^(?! {4}).*\\n"))
        .filter(part -> !part.isEmpty())
        .map(part -> part.replaceAll("(?m)^ {4}", ""))
        .toList();
  }

  @Test
  void every_example_has_a_command_or_is_part_of_one() throws IOException {
    StringBuilder commands = new StringBuilder();
    for (Path example : examples()) {
      indented(head(example)).stream().limit(1).forEach(commands::append);
    }
    for (Path example : examples()) {
      String name = ROOT.relativize(example).toString();
      assertTrue(commands.toString().contains(name), name + " is in no command");
    }
  }

  @TestFactory
  Iterable<DynamicTest> every_example_runs_as_it_says() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path example : examples()) {
      String head = head(example);
      if (!indented(head).isEmpty()) {
        String name = ROOT.relativize(example).toString();
        tests.add(DynamicTest.dynamicTest(name, () -> assertRuns(head)));
      }
    }
    return tests;
  }

  private static void assertRuns(String head) {
    assumeTrue(Runtime.version().feature() >= firstJdk(head), "it needs a later JDK");
    String path = Child.JAVA_HOME.resolve("bin") + ":" + System.getenv("PATH");
    List<String> parts = indented(head);
    String command = parts.get(0);
    Child child =
        Child.run(ROOT, "env", "PATH=" + path, "JAR=" + Jar.FILE, "bash", "-euc", command);
    assumeTrue(
        child.status() != NO_SUCH_COMMAND || System.getenv("HT_REQUIRE_TOOLS") != null,
        child.output());
    String out = child.succeededQuietly();
    assertFalse(out.isBlank(), "it does not say what it did");
    if (parts.size() > 1) {
      assertTrue(out.endsWith(parts.get(1)), out);
    }
  }

  private static int firstJdk(String head) {
    Matcher first = FIRST_JDK.matcher(head);
    return first.find() ? Integer.parseInt(first.group(1)) : 0;
  }

  /** Users copy them, and have strict compilers. */
  @Test
  void no_example_draws_a_warning() throws IOException {
    List<String> javac = new ArrayList<>(List.of(Child.jdk("javac"), "-Xlint:all", "-Werror"));
    javac.addAll(List.of("-cp", Jar.FILE, "-d", directory.toString()));
    List<String> gcc = new ArrayList<>(List.of("gcc", "-std=c11", "-fsyntax-only", "-Werror"));
    gcc.addAll(List.of("-Wall", "-Wextra", "-Wpedantic", "-I" + ROOT.resolve("native/include")));
    for (Path example : examples()) {
      String name = example.toString();
      if (name.endsWith(".c")) {
        gcc.add(name);
      } else if (name.endsWith(".java") && Runtime.version().feature() >= firstJdk(head(example))) {
        javac.add(name);
      }
    }
    assertEquals("", Child.run(javac).succeededQuietly());
    assertEquals("", Child.run(gcc).succeededQuietly());
  }
}
