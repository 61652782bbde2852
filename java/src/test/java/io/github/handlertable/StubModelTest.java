// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Searches the smallest models of a stub's life with SPIN; `check.sh all` searches the others too.
 * Skipped where SPIN is not installed, unless the environment says HT_REQUIRE_TOOLS, as in CI.
 */
class StubModelTest {
  @TempDir Path directory;

  @Test
  void the_protocol_is_right_and_planted_bugs_are_found() throws Exception {
    assumeTrue(
        run("command -v spin") == 0 || System.getenv("HT_REQUIRE_TOOLS") != null,
        "SPIN is not installed");
    int status = run("exec src/test/models/check.sh quick");
    assertEquals(0, status, Files.readString(directory.resolve("output")));
  }

  private int run(String command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("sh", "-c", command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output").toFile())
            .start();
    if (!process.waitFor(2, TimeUnit.MINUTES)) {
      process.destroyForcibly();
    }
    return process.waitFor();
  }
}
