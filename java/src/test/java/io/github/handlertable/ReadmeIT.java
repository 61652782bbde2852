// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.handlertable.support.Child;
import io.github.handlertable.support.Jar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The README's code, as it stands there. A comment marks each block: {@code file: NAME} is that
 * file; {@code run: NAME} is what a user pastes beside these files, {@code output: NAME} what that
 * prints; {@code command: NAME} is for the root of the repository.
 */
class ReadmeIT {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern BLOCK =
      Pattern.compile("<!-- (\\w+): ([\\w.-]+) -->\n```\\w+\n(.*?\n)```\n", Pattern.DOTALL);
  private static final Pattern CODE = Pattern.compile("^```\\w", Pattern.MULTILINE);
  private static final int NO_SUCH_COMMAND = 127; // as sh says it

  @TempDir Path directory;
  private Path home;

  /** Kind, then name, then the text. */
  private final Map<String, Map<String, String>> blocks = new HashMap<>();

  private final String readme;

  ReadmeIT() throws IOException {
    readme = Files.readString(ROOT.resolve("README.md"));
    for (Matcher block = BLOCK.matcher(readme); block.find(); ) {
      blocks
          .computeIfAbsent(block.group(1), kind -> new HashMap<>())
          .put(block.group(2), block.group(3));
    }
  }

  @BeforeEach
  void writeFiles() throws IOException {
    home = Files.createDirectory(directory.resolve("home"));
    for (Map.Entry<String, String> file : blocks.get("file").entrySet()) {
      Files.writeString(directory.resolve(file.getKey()), file.getValue());
    }
  }

  @Test
  void everyCodeIsMarkedAndEveryMarkHasAMeaning() {
    assertEquals(Set.of("file", "run", "output", "command"), blocks.keySet());
    assertEquals(Set.of("first-handler", "device", "package", "first-signal"), names("run"));
    assertEquals(Set.of("first-handler", "device", "first-signal"), names("output"));
    assertEquals(Set.of("tools", "run", "test", "jar", "install"), names("command"));
    long marked = blocks.values().stream().mapToInt(Map::size).sum();
    assertEquals(marked, CODE.matcher(readme).results().count(), "code that no mark is for");
    assertEquals(marked, readme.split("<!-- ", -1).length - 1, "marks that mark no code");
  }

  @TestFactory
  Iterable<DynamicTest> everyExampleDoesWhatTheReadmeSays() {
    return names("output").stream()
        .map(
            name ->
                DynamicTest.dynamicTest(
                    name, () -> assertEquals(blocks.get("output").get(name), run(name))))
        .toList();
  }

  /** By the package that the README's installation has made. */
  @Test
  void whatIsInstalledIsFound() throws IOException {
    for (String part : List.of("native", "cmake", "LICENSE")) {
      Files.createSymbolicLink(directory.resolve(part), ROOT.resolve(part));
    }
    paste(blocks.get("command").get("install")).succeeded();
    assertEquals("", run("package"));
  }

  @Test
  void theJarIsWhereTheReadmeSaysItIs() throws IOException {
    Path fake = fake("mvn", "exit 0");
    String jar = blocks.get("command").get("jar") + "echo \"$JAR\"";
    String path = "PATH=" + fake + ":$PATH PWD=" + ROOT + "\n";
    assertEquals(Jar.FILE + "\n", paste(path + jar).succeededQuietly());
    String pom = Files.readString(ROOT.resolve("java/pom.xml"));
    Matcher dependency = Pattern.compile("`([\\w.]+):([\\w-]+):([\\w.-]+)`").matcher(readme);
    assertTrue(dependency.find(), "no dependency");
    assertTrue(pom.contains("<groupId>" + dependency.group(1) + "</groupId>"), pom);
    assertTrue(pom.contains("<artifactId>" + dependency.group(2) + "</artifactId>"), pom);
    assertTrue(pom.contains("<version>" + dependency.group(3) + "</version>"), pom);
  }

  @Test
  void toInstallToolsTakesSudoForAllButRoot() throws IOException {
    Path fake = fake("apt-get", "echo apt-get \"$@\"");
    fake("sudo", "echo sudo \"$@\"");
    String tools = blocks.get("command").get("tools");
    for (String user : List.of("0", "1000")) {
      fake("id", "echo " + user);
      String out = paste("PATH=" + fake + ":$PATH\n" + tools).succeededQuietly();
      assertTrue(out.startsWith((user.equals("0") ? "" : "sudo ") + "apt-get install"), out);
    }
  }

  /** Users copy the files, and have strict compilers; exec:java wants a class that is public. */
  @Test
  void noFileDrawsAWarning() {
    List<String> javac = new ArrayList<>(List.of(Child.jdk("javac"), "-Xlint:all", "-Werror"));
    javac.addAll(List.of("-cp", Jar.FILE));
    for (String name : names("file")) {
      if (name.endsWith(".java") && isForThisJdk(blocks.get("file").get(name))) {
        javac.add(name);
        String type = "public class " + name.replace(".java", " {");
        assertTrue(blocks.get("file").get(name).contains(type), name);
      }
    }
    Child.run(directory, javac.toArray(String[]::new)).succeededQuietly();
    String gcc = "gcc -std=gnu11 -Wall -Wextra -Wpedantic -Werror -fsyntax-only -I";
    Child.run(directory, "sh", "-c", gcc + ROOT.resolve("native/include") + " *.c")
        .succeededQuietly();
  }

  private static boolean isForThisJdk(String code) {
    return Runtime.version().feature() >= 22 || !code.contains("java.lang.foreign");
  }

  private String run(String name) {
    String program = blocks.get("run").get(name);
    boolean isForThisJdk =
        blocks.get("file").entrySet().stream()
            .filter(file -> program.contains(file.getKey()))
            .allMatch(file -> isForThisJdk(file.getValue()));
    assumeTrue(isForThisJdk, "it needs java.lang.foreign, which came with JDK 22");
    return paste(program).succeededQuietly();
  }

  /** Pastes it into a shell beside the files. */
  private Child paste(String script) {
    String path = "PATH=" + Child.JAVA_HOME.resolve("bin") + ":" + System.getenv("PATH");
    Child child =
        Child.run(
            directory,
            "env",
            path,
            "HOME=" + home,
            "JAR=" + Jar.FILE,
            "bash",
            "-euo",
            "pipefail",
            "-c",
            script);
    assumeTrue(
        child.status() != NO_SUCH_COMMAND || System.getenv("HT_REQUIRE_TOOLS") != null,
        child.output());
    return child;
  }

  /** A command that does only this, in a directory that is returned. */
  private Path fake(String name, String script) throws IOException {
    Path bin = Files.createDirectories(directory.resolve("bin"));
    Path command = Files.writeString(bin.resolve(name), "#!/bin/sh\n" + script + "\n");
    assertTrue(command.toFile().setExecutable(true));
    return bin;
  }

  private Set<String> names(String kind) {
    return new TreeSet<>(blocks.getOrDefault(kind, Map.of()).keySet());
  }
}
