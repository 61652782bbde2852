// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import io.github.handlertable.child.RunOutOfStubs;
import io.github.handlertable.internal.Layout;
import io.github.handlertable.support.Child;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where trampolines can't be mapped again, for good or for now, one chunk is what there is. */
class OneChunkTest {
  private static final int STUBS = Layout.CHUNK_STUBS;

  @TempDir Path directory;

  @Test
  void runningOutIsAnExceptionThatSaysSoAndLosesNothing() throws Exception {
    runWith("no_open")
        .succeeded(
            STUBS + " registered",
            "all " + STUBS + " upcall stubs belong to a slot",
            "the library's file can't be mapped again",
            "another one: false",
            STUBS + " ran",
            "its stubs serve another table");
  }

  @Test
  void havingNoMemoryForMoreIsAnExceptionThatSaysSoAndPasses() throws Exception {
    runWith("no_memory")
        .succeeded(
            STUBS + " registered",
            "all " + STUBS + " upcall stubs belong to a slot",
            "no more can be mapped (Cannot allocate memory)",
            "another one: true",
            STUBS + 1 + " ran");
  }

  /** Runs {@link RunOutOfStubs} with a C file of the tests' preloaded. */
  private Child runWith(String name) throws Exception {
    String preloaded = directory.resolve(name + ".so").toString();
    String source = "src/test/c/" + name + ".c";
    Child.run(List.of("gcc", "-shared", "-fPIC", "-o", preloaded, source)).succeeded();
    List<String> command = new ArrayList<>(List.of("env", "LD_PRELOAD=" + preloaded));
    command.addAll(Child.command(Child.options(), RunOutOfStubs.class));
    return Child.run(command);
  }
}
