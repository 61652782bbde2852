// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.child;

import io.github.handlertable.HandlerTable;
import io.github.handlertable.NativeHandler;
import io.github.handlertable.NativeLibrary;
import io.github.handlertable.internal.Native;

/** Prints what becomes of an address, and of a handler, where {@code /proc} is not mounted. */
public final class UseWithoutProc {
  private UseWithoutProc() {}

  public static void main(String[] arguments) {
    try (HandlerTable table = HandlerTable.create(1)) {
      long ofC = Native.create(1);
      print("ofAddress", () -> NativeHandler.ofAddress(ofC));
      print("wrap", () -> HandlerTable.wrap(ofC));
      table.register(0, () -> System.out.println("handled"));
      table.handle(0);
      System.out.println(NativeLibrary.open("libc.so.6").handler("tzset").symbol());
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
