// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.github.handlertable.support.Child;
import io.github.handlertable.support.Jar;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The README's examples, as they stand there. A comment marks each block: {@code example: NAME} is
 * a whole program, in Java or C; {@code library: NAME} a C file that becomes {@code libevents.so}
 * beside it; {@code output: NAME} what it prints; {@code command: NAME} is for CI.
 */
class ReadmeIT {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern BLOCK =
      Pattern.compile("<!-- (\\w+): ([\\w-]+) -->\n```(\\w+)\n(.*?)\n```", Pattern.DOTALL);
  private static final Pattern JAVA_CLASS = Pattern.compile("^class (\\w+)", Pattern.MULTILINE);

  @TempDir Path directory;

  /** Kind, then name, then the language and the text. */
  private final Map<String, Map<String, String[]>> blocks = new HashMap<>();

  ReadmeIT() throws Exception {
    String readme = Files.readString(ROOT.resolve("README.md"));
    Matcher matcher = BLOCK.matcher(readme);
    int found = 0;
    for (; matcher.find(); found++) {
      blocks
          .computeIfAbsent(matcher.group(1), kind -> new HashMap<>())
          .put(matcher.group(2), new String[] {matcher.group(3), matcher.group(4) + "\n"});
    }
    assertEquals(readme.split("<!-- ", -1).length - 1, found, "marks that mark no block");
  }

  @Test
  void every_example_has_an_output_and_every_mark_a_meaning() {
    assertEquals(Set.of("example", "library", "output", "command"), blocks.keySet());
    assertEquals(
        Set.of("java-handler", "native-handler", "c-program", "pending"), names("example"));
    assertEquals(names("example"), names("output"));
    assertEquals(Set.of("install", "run", "test"), names("command"));
  }

  @TestFactory
  Iterable<DynamicTest> every_example_does_what_the_readme_says() {
    return names("example").stream()
        .map(name -> DynamicTest.dynamicTest(name, () -> assertDoes(name)))
        .toList();
  }

  private void assertDoes(String name) throws Exception {
    String[] library = blocks.get("library").get(name);
    if (library != null) {
      Files.writeString(directory.resolve("events.c"), library[1]);
      gcc("-shared", "-fPIC", "-o", "libevents.so", "events.c");
    }
    String[] example = blocks.get("example").get(name);
    String output;
    if (example[0].equals("java")) {
      output = runJava(example[1]);
    } else if (example[0].equals("c")) {
      Files.writeString(directory.resolve("program.c"), example[1]);
      gcc("-I" + ROOT.resolve("native/include"), "-o", "program", "program.c");
      output = Child.run(directory, "./program").succeededQuietly();
    } else {
      output = fail(name + " is in " + example[0]);
    }
    assertEquals(blocks.get("output").get(name)[1], output);
  }

  private String runJava(String program) throws Exception {
    Matcher name = JAVA_CLASS.matcher(program);
    assertTrue(name.find(), "no class");
    String file = name.group(1) + ".java";
    Files.writeString(directory.resolve(file), program);
    Child.run(directory, Child.jdk("javac"), "-Xlint:all", "-Werror", "-cp", Jar.FILE, file)
        .succeededQuietly();
    return Child.run(
            directory,
            Child.jdk("java"),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            Jar.FILE + ":.",
            name.group(1))
        .succeededQuietly();
  }

  private void gcc(String... arguments) throws Exception {
    String strict = "gcc -std=c11 -Wall -Wextra -Wpedantic -Werror ";
    Child.run(directory, "sh", "-c", strict + String.join(" ", arguments)).succeededQuietly();
  }

  private Set<String> names(String kind) {
    return new TreeSet<>(blocks.getOrDefault(kind, Map.of()).keySet());
  }
}
