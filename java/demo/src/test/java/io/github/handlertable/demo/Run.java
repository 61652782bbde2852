// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.demo;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How a command has ended, with what it printed. */
record Run(int status, String out, String err) {
  static final String JAR = System.getProperty("handlertable.jar");

  private static final int PATIENCE = 150; // seconds

  /** Runs the JDK's java with these arguments. */
  static Run java(String... arguments) {
    return behind("true", arguments);
  }

  /** The same, when bash has done something itself, as by ulimit. */
  static Run behind(String bash, String... arguments) {
    List<String> command = new ArrayList<>(List.of("bash", "-c", bash + " && exec \"$@\"", "bash"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(arguments));
    try {
      Path out = Files.createTempFile("run", ".out");
      Path err = Files.createTempFile("run", ".err");
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      try {
        assertTrue(process.waitFor(PATIENCE, TimeUnit.SECONDS), "it does not end");
        return new Run(process.exitValue(), Files.readString(out), Files.readString(err));
      } finally {
        process.destroyForcibly();
        Files.delete(out);
        Files.delete(err);
      }
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
