// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import io.github.handlertable.internal.Layout;
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

  /** Runs {@link #main} with a C file of the tests' preloaded. */
  private Launch runWith(String name) throws Exception {
    String preloaded = directory.resolve(name + ".so").toString();
    String source = "src/test/c/" + name + ".c";
    Launch.of(List.of("gcc", "-shared", "-fPIC", "-o", preloaded, source)).succeeded();
    List<String> command = new ArrayList<>(List.of("env", "LD_PRELOAD=" + preloaded));
    command.addAll(Launch.java(List.of("--enable-native-access=ALL-UNNAMED"), OneChunkTest.class));
    return Launch.of(command);
  }

  /** Registers until there is no stub left, and once more; and fires all. */
  public static void main(String[] args) {
    int[] ran = new int[1];
    int registered = 0;
    HandlerTable table = HandlerTable.create(2 * STUBS);
    try {
      while (table.register(registered, () -> ran[0]++)) {
        registered++;
      }
    } catch (IllegalStateException e) {
      System.out.println(e.getMessage());
    }
    System.out.println(registered + " registered");
    System.out.println("another one: " + registers(table, registered, () -> ran[0]++));
    for (int index = 0; index < table.capacity(); index++) {
      TestNative.handle(table.address(), index);
    }
    System.out.println(ran[0] + " ran");

    table.close();
    table = null;
    HandlerTable next = HandlerTable.create(1);
    while (!registers(next, 0, () -> {})) {
      System.gc(); // until the closed table's stubs come back
    }
    System.out.println("its stubs serve another table");
  }

  private static boolean registers(HandlerTable table, int index, Handler handler) {
    try {
      return table.register(index, handler);
    } catch (IllegalStateException noStub) {
      return false;
    }
  }
}
