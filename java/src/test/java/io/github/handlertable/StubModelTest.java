// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Searches all states of the model of stub reuse with SPIN. Skipped where SPIN is not installed,
 * unless the environment says HT_REQUIRE_TOOLS, as in CI.
 */
class StubModelTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"", "-DCROWD", "-DCLOSES"})
  void no_interleaving_runs_a_handler_outside_its_registration(String size) throws Exception {
    String result = search(size);
    assertTrue(result.contains("errors: 0"), result);
    assertFalse(result.contains("max search depth") || result.contains("out of memory"), result);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-DCOUNTS_BEFORE_SWAP",
        "-DCROWD -DLOOKS_ONCE",
        "-DCLOSES -DUNSEEN_CLOSE",
        "-DSHARED_STUBS",
        "-DKEEPS_BINDING"
      })
  void the_model_finds_a_planted_bug(String bug) throws Exception {
    String result = search(bug);
    assertTrue(result.contains("assertion violated"), result);
  }

  private String search(String bug) throws Exception {
    assumeTrue(
        run("command -v spin || echo none").startsWith("/")
            || System.getenv("HT_REQUIRE_TOOLS") != null,
        "SPIN is not installed");
    run("spin " + bug + " -a " + Path.of("src/test/models/stubs.pml").toAbsolutePath());
    run("gcc -O1 -DSAFETY -o pan pan.c");
    return run("./pan -m1000000");
  }

  private String run(String command) throws IOException, InterruptedException {
    Path output = directory.resolve("output");
    Process process =
        new ProcessBuilder("sh", "-c", command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!process.waitFor(2, TimeUnit.MINUTES)) {
      process.destroyForcibly();
    }
    String text = Files.readString(output);
    assertEquals(0, process.waitFor(), text);
    return text;
  }
}
