// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A JVM like this one, that does what may end it.
 *
 * @param output the lines that it wrote
 */
record ChildJvm(List<String> output, int exitCode) {

  /** Runs it to its end. */
  static ChildJvm run(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(arguments);
    command.add(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
    Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
    child.getOutputStream().close();
    try (BufferedReader out = child.inputReader()) {
      return new ChildJvm(out.lines().toList(), child.waitFor());
    } catch (InterruptedException e) {
      throw new IOException(e);
    } finally {
      child.destroy();
    }
  }
}
