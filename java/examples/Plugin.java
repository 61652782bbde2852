// SPDX-License-Identifier: Apache-2.0

/*
 * A host for plugins in C: it opens a library, has it register its handlers, and finds its table by
 * name. Neither side needs JNI. The plugin is native/examples/plugin.c.
 *
 *     gcc -shared -fPIC -Inative/include -o java/target/libplugin.so native/examples/plugin.c &&
 *       java --enable-native-access=ALL-UNNAMED -cp "$JAR" java/examples/Plugin.java
 *
 * ends with:
 *
 *     fed 50 times, full 5 times; stopped: true
 */

import io.github.handlertable.HandlerTable;
import io.github.handlertable.NativeLibrary;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

class Plugin {
  // As plugin.c has them.
  private static final int FEED = 0;
  private static final int RESET = 1;
  private static final int FULL = 2;

  public static void main(String[] args) {
    NativeLibrary plugin = NativeLibrary.open(Path.of("java/target/libplugin.so"));
    AtomicInteger full = new AtomicInteger();
    int fed = 0;
    boolean stopped;
    try (HandlerTable events = plugin.table("plugin_events")) {
      plugin.handler("plugin_start").handle();
      events.register(
          FULL,
          () -> {
            full.incrementAndGet();
            events.handle(RESET); // Java, fired by C, fires C
          });
      for (int i = 0; i < 50; i++) {
        fed += events.handle(FEED) ? 1 : 0;
      }
      plugin.handler("plugin_stop").handle();
      stopped = !events.handle(FEED);
    } // takes the Java handler out; the table is C's
    System.out.printf("fed %d times, full %s times; stopped: %b%n", fed, full, stopped);
    if (fed != 50 || full.get() != 5 || !stopped) {
      System.exit(1);
    }
  }
}
