// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.handlertable.child.RaiseWithoutRaisers;
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
    runWith("no_open", RunOutOfStubs.class)
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
    runWith("no_memory", RunOutOfStubs.class)
        .succeeded(
            STUBS + " registered",
            "all " + STUBS + " upcall stubs belong to a slot",
            "no more can be mapped (Cannot allocate memory)",
            "another one: true",
            STUBS + 1 + " ran");
  }

  @Test
  void setsNeedNoRaisers() throws Exception {
    String asked =
        "no more raisers can be made (the library's file can't be mapped again)\n"
            + "handled\n"
            + "true 1\n";
    assertEquals(asked + asked, runWith("no_open", RaiseWithoutRaisers.class).succeededQuietly());
  }

  /** Runs a program with a C file of the tests' preloaded. */
  private Child runWith(String name, Class<?> program) throws Exception {
    String preloaded = directory.resolve(name + ".so").toString();
    String source = "src/test/c/" + name + ".c";
    Child.run(List.of("gcc", "-shared", "-fPIC", "-o", preloaded, source)).succeeded();
    List<String> command = new ArrayList<>(List.of("env", "LD_PRELOAD=" + preloaded));
    command.addAll(Child.command(Child.options(), program));
    return Child.run(command);
  }
}
