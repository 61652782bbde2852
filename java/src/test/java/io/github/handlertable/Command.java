// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs commands in a directory, as a user would. */
public final class Command {
  /** The packaged product. */
  public static final String JAR = Path.of(System.getProperty("handlertable.jar")).toString();

  private static final int PATIENCE = 60; // seconds

  private Command() {}

  /** A tool of the JDK that runs the tests. */
  public static String jdk(String tool) {
    return Path.of(System.getProperty("java.home"), "bin", tool).toString();
  }

  /** Runs a command that must end with 0 and print nothing to stderr. Returns what it prints. */
  public static String run(Path directory, String... command)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("command", ".out");
    Path err = Files.createTempFile("command", ".err");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      boolean ended = process.waitFor(PATIENCE, TimeUnit.SECONDS);
      process.destroyForcibly();
      String said = List.of(command) + "\n" + Files.readString(out) + Files.readString(err);
      assertTrue(ended, () -> "still running: " + said);
      assertEquals(0, process.waitFor(), said);
      assertEquals("", Files.readString(err), said);
      return Files.readString(out);
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }
}
