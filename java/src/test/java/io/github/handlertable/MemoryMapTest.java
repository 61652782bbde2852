// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import io.github.handlertable.internal.Native;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where {@code /proc} is not mounted, as in some containers. */
class MemoryMapTest {
  @Test
  void withoutProcAnAddressIsAnErrorThatSaysWhatToDoAndTablesWork() throws Exception {
    String home = System.getProperty("java.home");
    List<String> command = new ArrayList<>(List.of("env", "LD_LIBRARY_PATH=" + home + "/lib"));
    command.addAll(Launch.java(List.of("--enable-native-access=ALL-UNNAMED"), MemoryMapTest.class));
    String error =
        "IllegalStateException: cannot read /proc/self/maps, which tells what an address is good"
            + " for; mount /proc\n";
    Launch.mounted("none /proc", command)
        .succeeded("ofAddress: java.lang." + error, "wrap: java.lang." + error, "handled");
  }

  /** Prints what becomes of an address, and of a handler. */
  public static void main(String[] arguments) {
    long ofC = Native.create(1);
    print("ofAddress", () -> NativeHandler.ofAddress(ofC));
    print("wrap", () -> HandlerTable.wrap(ofC));
    try (HandlerTable table = HandlerTable.create(1)) {
      table.register(0, () -> System.out.println("handled"));
      table.handle(0);
    }
  }

  private static void print(String what, Runnable code) {
    try {
      code.run();
    } catch (RuntimeException e) {
      System.out.println(what + ": " + e);
    }
  }
}
