// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.child;

import io.github.handlertable.HandlerTable;
import io.github.handlertable.NativeHandler;
import io.github.handlertable.NativeLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes and closes tables without a garbage collection, and prints what they still take. */
public final class CloseManyTables {
  private static final int PAGE_SLOTS = 512;

  private CloseManyTables() {}

  /** Arguments: how many tables, of how many slots, and how many bytes each may keep. */
  public static void main(String[] arguments) throws IOException {
    int tables = Integer.parseInt(arguments[0]);
    int capacity = Integer.parseInt(arguments[1]);
    long mostEach = Long.parseLong(arguments[2]);
    NativeHandler function = NativeLibrary.open("libc.so.6").handler("sync");
    closeOne(capacity, function); // what is loaded and compiled first is not the tables'
    HandlerTable[] closed = new HandlerTable[tables]; // reachable, so not collected
    long before = residentBytes();
    for (int i = 0; i < tables; i++) {
      closed[i] = closeOne(capacity, function);
    }
    long each = (residentBytes() - before) / tables;
    System.out.println(each + " bytes for each closed table");
    if (each > mostEach) {
      System.exit(1);
    }
    for (HandlerTable table : closed) {
      if (!table.isClosed()) {
        System.exit(2);
      }
    }
  }

  /** All of its pages are in use before. */
  private static HandlerTable closeOne(int capacity, NativeHandler function) {
    HandlerTable table = HandlerTable.create(capacity);
    for (int index = 0; index < capacity; index += PAGE_SLOTS) {
      table.register(index, function);
    }
    table.close();
    return table;
  }

  private static long residentBytes() throws IOException {
    String pages = Files.readString(Path.of("/proc/self/statm")).split(" ")[1];
    return Long.parseLong(pages) * 4096;
  }
}
