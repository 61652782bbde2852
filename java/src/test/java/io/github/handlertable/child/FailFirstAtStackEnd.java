// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.child;

import io.github.handlertable.Handler;
import io.github.handlertable.HandlerTable;
import io.github.handlertable.NativeHandler;
import io.github.handlertable.NativeLibrary;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the product refuses it refuses first where the stack ends; then it says why. */
public final class FailFirstAtStackEnd {
  private static final int FRAMES = 100; // up from the end
  private static int unwound;

  private FailFirstAtStackEnd() {}

  public static void main(String[] arguments) throws Exception {
    HandlerTable table = HandlerTable.create(2);
    HandlerTable closed = HandlerTable.create(3);
    closed.close();
    NativeLibrary library = NativeLibrary.open("libc.so.6");
    Handler handler = () -> {};
    Map<String, Runnable> refused = new LinkedHashMap<>();
    refused.put("handle", () -> closed.handle(0));
    refused.put("handleAll", () -> closed.handleAll(0));
    refused.put("register", () -> closed.register(0, handler));
    refused.put("unregister", () -> closed.unregister(0));
    refused.put("null", () -> table.register(0, null));
    refused.put("create", () -> HandlerTable.create(-1));
    refused.put("wrap", () -> HandlerTable.wrap(closed.address()));
    refused.put("wrap none", () -> HandlerTable.wrap(table.address() + 1));
    refused.put("ofAddress", () -> NativeHandler.ofAddress(0));
    refused.put("no symbol", () -> library.handler("there_is_none"));
    refused.put("no table", () -> library.table("malloc"));
    refused.put("no library", () -> NativeLibrary.open("libthere_is_none.so"));
    for (Map.Entry<String, Runnable> entry : refused.entrySet()) {
      Thread thread = new Thread(() -> failFromTheEnd(entry.getValue()));
      thread.start();
      thread.join();
      try {
        entry.getValue().run();
        System.out.println(entry.getKey() + " is not refused");
      } catch (RuntimeException e) {
        System.out.println(entry.getKey() + ": " + e.getMessage());
      }
    }
    System.out.println("all refused");
  }

  private static void failFromTheEnd(Runnable call) {
    try {
      unwound = 0;
      failFromTheEnd(call);
    } catch (StackOverflowError e) {
      // Here it is.
    }
    if (unwound++ < FRAMES) {
      try {
        call.run();
      } catch (RuntimeException | Error e) {
        // There is not stack enough, or there is.
      }
    }
  }
}
