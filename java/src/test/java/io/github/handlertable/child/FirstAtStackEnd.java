// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.child;

import io.github.handlertable.Handler;
import io.github.handlertable.HandlerTable;
import io.github.handlertable.NativeHandler;
import io.github.handlertable.support.ProductCopy;
import io.github.handlertable.support.TestNative;

/**
 * From the end of the stack on does something for the first time, with more and more of it left.
 * Then all must work where there is stack enough.
 */
public final class FirstAtStackEnd {
  private static int runs;
  private static boolean done;

  private FirstAtStackEnd() {}

  /** What to do first. */
  public static void main(String[] arguments) throws Exception {
    ProductCopy.loadAll(FirstAtStackEnd.class.getClassLoader()); // else that meets the end first
    Runnable first = first(arguments[0]);
    Thread thread = new Thread(() -> tryFromTheEnd(first));
    thread.start();
    thread.join();
    try (HandlerTable table = HandlerTable.wrap(TestNative.staticTable())) {
      table.replace(0, TestNative.handler("fire_1"));
      table.replace(1, () -> runs++);
      runs = 0;
      if (done && table.handle(0) && table.handleAll(0, 1, 0, 0) == 4 && runs == 5) {
        System.out.println("all handled");
      }
    }
  }

  private static Runnable first(String what) {
    if (what.equals("start")) {
      return () -> HandlerTable.create(1);
    }
    NativeHandler count = TestNative.handler("count"); // by a library that is open then
    switch (what) {
      case "call":
        return count::handle;
      case "create":
        return () -> HandlerTable.create(1);
      case "register":
        HandlerTable empty = HandlerTable.create(1);
        Handler nothing = () -> {};
        return () -> empty.register(0, nothing);
      case "handle":
        HandlerTable counts = HandlerTable.create(2);
        counts.register(1, count);
        return () -> counts.handleAll(counts.handle(0) ? 0 : 1);
      case "upcall":
        HandlerTable table = HandlerTable.wrap(TestNative.staticTable());
        table.register(0, TestNative.handler("fire_1"));
        table.register(1, () -> runs++);
        return () -> {
          table.handle(0);
          if (runs == 0) {
            throw new StackOverflowError("refused");
          }
        };
      default:
        throw new IllegalArgumentException(what);
    }
  }

  private static void tryFromTheEnd(Runnable first) {
    try {
      tryFromTheEnd(first);
    } catch (StackOverflowError e) {
      // Here it is.
    }
    if (!done) {
      try {
        first.run();
        done = true;
      } catch (StackOverflowError e) {
        // Not enough yet.
      }
    }
  }
}
