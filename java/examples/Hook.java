// SPDX-License-Identifier: Apache-2.0

/*
 * Hooks a handler from C and from Java: each puts a handler of its own in the place of the one that
 * is there, and calls that. In the end C gives the handler back that it took out. C's half is
 * native/examples/hook.c.
 *
 *     gcc -shared -fPIC -Inative/include -o java/target/libhook.so native/examples/hook.c &&
 *       java --enable-native-access=ALL-UNNAMED -cp "$JAR" java/examples/Hook.java
 *
 * ends with:
 *
 *     hooked by nobody: handler 10, C 0, Java 0
 *     by C: handler 10, C 10, Java 0
 *     by Java and C: handler 10, C 10, Java 10
 *     by C: handler 10, C 10, Java 0
 *     by nobody: handler 10, C 0, Java 0
 *     C took over: handler 0, C 10, Java 0
 */

import io.github.handlertable.Handler;
import io.github.handlertable.HandlerTable;
import io.github.handlertable.NativeLibrary;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

class Hook {
  private static final int EVENT = 0;
  private static final int SEEN = 1; // fired by C's hook

  private static final AtomicInteger RUNS = new AtomicInteger();
  private static final AtomicInteger SEEN_BY_C = new AtomicInteger();
  private static final AtomicInteger SEEN_BY_JAVA = new AtomicInteger();
  private static boolean wrong;

  public static void main(String[] args) {
    NativeLibrary library = NativeLibrary.open(Path.of("java/target/libhook.so"));
    try (HandlerTable events = library.table("hook_events")) {
      events.register(EVENT, RUNS::incrementAndGet);
      events.register(SEEN, SEEN_BY_C::incrementAndGet);
      fire(events, "hooked by nobody", 10, 0, 0);

      library.handler("hook_install").handle();
      fire(events, "by C", 10, 10, 0);

      Handler hooked = events.handler(EVENT).orElseThrow(); // C's hook
      events.replace(
          EVENT,
          () -> {
            SEEN_BY_JAVA.incrementAndGet();
            hooked.handle();
          });
      fire(events, "by Java and C", 10, 10, 10);

      events.replace(EVENT, hooked); // the last one to hook is the first one to unhook
      fire(events, "by C", 10, 10, 0);

      library.handler("hook_remove").handle();
      fire(events, "by nobody", 10, 0, 0);

      library.handler("hook_install").handle();
      library.handler("hook_take_over").handle(); // ht_give_back: the handler may go
      fire(events, "C took over", 0, 10, 0);
    }
    if (wrong) {
      System.exit(1);
    }
  }

  private static void fire(HandlerTable events, String how, int runs, int byC, int byJava) {
    for (int i = 0; i < 10; i++) {
      events.handle(EVENT);
    }
    int ran = RUNS.getAndSet(0);
    int c = SEEN_BY_C.getAndSet(0);
    int java = SEEN_BY_JAVA.getAndSet(0);
    System.out.printf("%s: handler %d, C %d, Java %d%n", how, ran, c, java);
    wrong |= ran != runs || c != byC || java != byJava;
  }
}
