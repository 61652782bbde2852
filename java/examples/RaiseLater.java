// SPDX-License-Identifier: Apache-2.0

/*
 * Raises an event now, and handles it later: what can't run a Java handler says that something
 * happened, here by a raiser, which is a void (*)(void) that enters no Java.
 *
 *     java --enable-native-access=ALL-UNNAMED -cp "$JAR" java/examples/RaiseLater.java
 *
 * ends with:
 *
 *     event 3, handled when it suits
 *     1
 */

import io.github.handlertable.HandlerTable;
import io.github.handlertable.NativeHandler;
import io.github.handlertable.PendingEvents;

class RaiseLater {
  public static void main(String[] args) {
    HandlerTable table = HandlerTable.create(8);
    PendingEvents events = PendingEvents.create(8);
    NativeHandler raiser = events.raiser(3); // for C: raiser.address(), or a slot of a table
    table.register(3, () -> System.out.println("event 3, handled when it suits"));
    raiser.handle();
    events.raise(3); // once more before it is handled: becomes one
    int handled = table.handlePending(events); // EventLoop.start(table, events): a thread
    System.out.println(handled);
    if (handled != 1) {
      System.exit(1);
    }
  }
}
