// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.platform.commons.JUnitException;
import org.opentest4j.AssertionFailedError;

/** How a command ended, with what it printed. */
record Launch(int status, String output) {
  static final Path CLASSES = Path.of("target", "classes").toAbsolutePath();
  static final Path TEST_CLASSES = Path.of("target", "test-classes").toAbsolutePath();

  private static final int PATIENCE = 60; // seconds

  /** The command line of this JDK with these options; product, tests and JUnit by class path. */
  static List<String> java(List<String> options, Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
    command.addAll(options);
    StringBuilder path = new StringBuilder(CLASSES + File.pathSeparator + TEST_CLASSES);
    for (Class<?> ofJUnit :
        List.of(Assertions.class, AssertionFailedError.class, JUnitException.class)) {
      URL jar = ofJUnit.getProtectionDomain().getCodeSource().getLocation();
      path.append(File.pathSeparator).append(Path.of(URI.create(jar.toString())));
    }
    command.addAll(List.of("-cp", path.toString(), main.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  static Launch of(List<String> command) throws IOException, InterruptedException {
    Path output = Files.createTempFile("launch", ".out");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      try {
        assertTrue(process.waitFor(PATIENCE, TimeUnit.SECONDS), () -> "hangs: " + command);
      } finally {
        process.destroyForcibly();
      }
      return new Launch(process.exitValue(), Files.readString(output));
    } finally {
      Files.delete(output);
    }
  }

  /** Of a command that sees a tmpfs which mount(8), with these arguments, has put somewhere. */
  static Launch mounted(String tmpfs, List<String> command)
      throws IOException, InterruptedException {
    List<String> unshared =
        new ArrayList<>(List.of("unshare", "-rm", "sh", "-c", "mount -t tmpfs " + tmpfs));
    Launch trial = of(unshared);
    assumeTrue(
        trial.status == 0 || System.getenv("HT_REQUIRE_TOOLS") != null,
        () -> "no mounts for us here: " + trial.output);
    unshared.set(4, unshared.get(4) + " && exec \"$@\"");
    unshared.add("sh");
    unshared.addAll(command);
    return of(unshared);
  }

  /** It has ended well, and printed all these parts. */
  Launch succeeded(String... parts) {
    assertEquals(0, status, output);
    return printed(parts);
  }

  /** It has ended with an uncaught exception, and printed all these parts. */
  Launch failed(String... parts) {
    assertEquals(1, status, output);
    return printed(parts);
  }

  private Launch printed(String... parts) {
    for (String part : parts) {
      assertTrue(output.contains(part), () -> "no " + part + " in:\n" + output);
    }
    return this;
  }

  Launch butDidNotPrint(String part) {
    assertFalse(output.contains(part), output);
    return this;
  }
}
