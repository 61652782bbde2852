// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.child;

import io.github.handlertable.HandlerTable;
import io.github.handlertable.support.TestNative;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Uses more than one chunk of stubs, then looks for writable code that was not there before. */
public final class FindWritableCode {
  private static final int HANDLERS = 5_000;

  private static int handled;

  private FindWritableCode() {}

  /** A line of proc(5)'s maps. */
  private record Mapping(long start, long end, String permissions, String line) {
    static Mapping of(String line) {
      String[] fields = line.split(" ");
      String[] ends = fields[0].split("-");
      return new Mapping(
          Long.parseUnsignedLong(ends[0], 16),
          Long.parseUnsignedLong(ends[1], 16),
          fields[1],
          line);
    }

    boolean isWithin(Mapping other) {
      return start >= other.start && end <= other.end;
    }
  }

  private static List<Mapping> mappings(String permissions) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/maps")).stream()
        .map(Mapping::of)
        .filter(mapping -> mapping.permissions.startsWith(permissions))
        .toList();
  }

  public static void main(String[] arguments) throws IOException {
    List<Mapping> before = mappings("rwx");
    try (HandlerTable table = HandlerTable.create(HANDLERS)) {
      for (int index = 0; index < HANDLERS; index++) {
        table.register(index, () -> handled++);
        TestNative.handle(table.address(), index);
      }
      for (Mapping after : mappings("rwx")) {
        if (before.stream().noneMatch(after::isWithin)) {
          throw new AssertionError("writable and executable: " + after.line);
        }
      }
      long chunks =
          mappings("r-x").stream().filter(code -> code.line.contains("libhandlertable.so")).count();
      if (chunks < 3) { // and the library's own text
        throw new AssertionError(HANDLERS + " stubs lie in " + chunks + " mappings");
      }
      System.out.println("handled " + handled);
    }
  }
}
