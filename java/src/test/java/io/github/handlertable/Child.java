// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A process of its own, for what a test JVM does not survive or must not be disturbed by. */
final class Child {
  static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

  /** What a child prints when it is about to end. */
  static final String ENDING = "ending";

  private static final int PATIENCE = 60; // seconds, to come so far
  private static final int QUICK = 5; // seconds, to end then

  private Child() {}

  /** The product and its tests by class path, with the properties of this JVM that concern them. */
  static List<String> jvmOptions(String... more) {
    List<String> options = new ArrayList<>(List.of(more));
    System.getProperties()
        .forEach(
            (key, value) -> {
              if (key.toString().matches("(io\\.github\\.)?handlertable\\..*")) {
                options.add("-D" + key + "=" + value);
              }
            });
    options.add("--enable-native-access=ALL-UNNAMED");
    options.add("-XX:ErrorFile=" + Path.of("target", "hs_err_%p.log").toAbsolutePath());
    options.add(
        "-Djava.class.path="
            + String.join(File.pathSeparator, "target/classes", "target/test-classes"));
    return options;
  }

  static void runJava(
      int expectedStatus, List<String> options, Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(JAVA_HOME.resolve("bin/java").toString());
    command.addAll(options);
    command.add(main.getName());
    command.addAll(List.of(arguments));
    run(expectedStatus, command);
  }

  /** Runs a command that must end soon after it has said so, with this exit status. */
  static void run(int expectedStatus, List<String> command) {
    StringBuilder output = new StringBuilder();
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      CompletableFuture.delayedExecutor(PATIENCE, TimeUnit.SECONDS)
          .execute(process::destroyForcibly);
      try (BufferedReader reader = process.inputReader()) {
        String line = "";
        while (line != null && !line.equals(ENDING)) {
          output.append(line).append('\n');
          line = reader.readLine();
        }
        boolean ended = process.waitFor(QUICK, TimeUnit.SECONDS);
        if (!ended) {
          process.destroyForcibly();
        }
        assertTrue(line != null, () -> "died before its end: " + output);
        assertTrue(ended, "hangs");
        reader.lines().forEach(rest -> output.append(rest).append('\n'));
      }
      assertEquals(expectedStatus, process.waitFor(), output::toString);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
