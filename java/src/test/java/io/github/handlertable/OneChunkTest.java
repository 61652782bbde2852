// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where trampolines can't be mapped again, those in the library's own text are what there is. */
class OneChunkTest {
  private static final int STUBS = 4088;

  @TempDir Path directory;

  @Test
  void runningOutIsAnExceptionThatSaysSoAndLosesNothing() throws Exception {
    Path preloaded = directory.resolve("no_open.so");
    Launch.of(
            List.of("gcc", "-shared", "-fPIC", "-o", preloaded.toString(), "src/test/c/no_open.c"))
        .succeeded();
    List<String> java =
        Launch.java(List.of("--enable-native-access=ALL-UNNAMED"), OneChunkTest.class);
    List<String> command = new ArrayList<>(List.of("env", "LD_PRELOAD=" + preloaded));
    command.addAll(java);
    Launch.of(command)
        .succeeded(
            STUBS + " registered",
            "all " + STUBS + " upcall stubs belong to a slot",
            "the library's file can't be mapped again",
            STUBS + " ran",
            "its stubs serve another table");
  }

  /** Registers until there is no stub left, and fires all. */
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
    for (int index = 0; index < table.capacity(); index++) {
      TestNative.handle(table.address(), index);
    }
    System.out.println(ran[0] + " ran");

    table.close();
    table = null;
    HandlerTable next = HandlerTable.create(1);
    while (!registers(next)) {
      System.gc(); // until the closed table's stubs come back
    }
    System.out.println("its stubs serve another table");
  }

  private static boolean registers(HandlerTable table) {
    try {
      return table.register(0, () -> {});
    } catch (IllegalStateException noStub) {
      return false;
    }
  }
}
