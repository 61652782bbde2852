// SPDX-License-Identifier: Apache-2.0

/*
 * Several handlers on one slot: a handler that runs all of its list, as a shared interrupt line
 * does. Java handlers and C functions may come and go while others fire it.
 *
 *     java --enable-native-access=ALL-UNNAMED -cp "$JAR" java/examples/FanOut.java
 *
 * ends with:
 *
 *     2 events: first 2, last 1; the one between threw 2 times, and tzset ran
 */

import io.github.handlertable.Handler;
import io.github.handlertable.HandlerTable;
import io.github.handlertable.NativeLibrary;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

class FanOut implements Handler {
  private final List<Handler> handlers = new CopyOnWriteArrayList<>(); // reading takes no lock

  void add(Handler handler) {
    handlers.add(handler);
  }

  boolean remove(Handler handler) {
    return handlers.remove(handler);
  }

  /** Runs all, in the order in which they came; then throws the first exception of one. */
  @Override
  public void handle() {
    RuntimeException first = null;
    for (Handler handler : handlers) {
      try {
        handler.handle();
      } catch (RuntimeException e) {
        if (first == null) {
          first = e;
        } else if (first != e) {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }

  public static void main(String[] args) {
    int[] runs = new int[2];
    int thrown = 0;
    Handler last = () -> runs[1]++;
    FanOut all = new FanOut();
    all.add(() -> runs[0]++);
    all.add(
        () -> {
          throw new IllegalStateException("a bug in one handler");
        });
    all.add(NativeLibrary.open("libc.so.6").handler("tzset"));
    all.add(last);
    try (HandlerTable table = HandlerTable.create(8)) {
      table.register(3, all);
      for (int event = 0; event < 2; event++) {
        try {
          table.handle(3);
        } catch (IllegalStateException e) {
          thrown++;
        }
        all.remove(last);
      }
    }
    System.out.printf(
        "2 events: first %d, last %d; the one between threw %d times, and tzset ran%n",
        runs[0], runs[1], thrown);
    if (runs[0] != 2 || runs[1] != 1 || thrown != 2) {
      System.exit(1);
    }
  }
}
