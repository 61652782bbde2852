// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.child;

import io.github.handlertable.HandlerTable;
import io.github.handlertable.NativeHandler;
import io.github.handlertable.PendingEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Makes, raises and closes sets, calls their raisers late, and prints what all that still takes.
 */
public final class CloseManySets {
  private static final int JVM_BYTES = 8 << 20; // which it takes for itself meanwhile
  private static final int MOST_BYTES = 40; // for each set: page tables, and addresses of code
  private static final int LATE = 1000;

  private CloseManySets() {}

  /** Argument: how many sets. */
  public static void main(String[] arguments) throws IOException {
    int sets = Integer.parseInt(arguments[0]);
    useAndClose(5000); // what is loaded and compiled first is not the sets'
    System.gc();
    long before = bytes();
    useAndClose(sets);
    System.gc();
    long taken = bytes() - before;
    System.out.println(taken / sets + " bytes for each closed set, " + mappings() + " mappings");
    if (taken > JVM_BYTES + (long) MOST_BYTES * sets) {
      System.exit(1);
    }
  }

  private static void useAndClose(int sets) {
    NativeHandler[] raisers = new NativeHandler[LATE];
    HandlerTable table = HandlerTable.create(1);
    for (int i = 0; i < sets; i++) {
      PendingEvents events = PendingEvents.create(128);
      NativeHandler raiser = events.raiser(i % 64);
      raiser.handle();
      if (!events.isPending(i % 64)) {
        throw new AssertionError("not raised");
      }
      raisers[i % LATE] = raiser;
      if (i % 2 == 0) {
        events.close();
      } else { // in the middle of a round, with something left in another group
        table.replace(0, events::close);
        events.raise(0);
        events.raise(127);
        table.handlePending(events);
      }
      if (i % LATE == LATE - 1) {
        for (NativeHandler late : raisers) {
          late.handle();
        }
      }
    }
    table.close();
  }

  /** What is resident, and the page tables for it. */
  private static long bytes() throws IOException {
    long bytes = 0;
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("RssAnon:") || line.startsWith("VmPTE:")) {
        bytes += Long.parseLong(line.replaceAll("\\D", "")) * 1024;
      }
    }
    return bytes;
  }

  private static long mappings() throws IOException {
    return Files.readString(
            Path.of("/proc/self/maps"), java.nio.charset.StandardCharsets.ISO_8859_1)
        .lines()
        .count();
  }
}
