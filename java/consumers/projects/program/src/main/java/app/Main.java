// SPDX-License-Identifier: Apache-2.0
package app;

import io.github.handlertable.HandlerTable;
import io.github.handlertable.NativeLibrary;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** Java fires a C function, whose thread fires a Java handler a thousand times. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    NativeLibrary library = NativeLibrary.open(Path.of(arguments[0]));
    AtomicInteger fired = new AtomicInteger();
    try (HandlerTable table = library.table("app_events")) {
      table.register(3, fired::incrementAndGet);
      table.register(5, library.handler("app_fire"));
      table.handle(5);
    }
    System.out.println("C fired Java " + fired + " times");
    if (fired.get() != 1000) {
      System.exit(1);
    }
  }
}
