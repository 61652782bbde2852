// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What this process's memory may be used for, from {@code /proc/self/maps} (proc(5)). */
public final class MemoryMap {
  private static final Path MAPS = Path.of("/proc/self/maps");

  private MemoryMap() {}

  /** Whether code may run at this address. */
  public static boolean isExecutable(long address) {
    return has(address, address + 1, 'x');
  }

  /** Whether all memory from one address up to another may be read and written. */
  public static boolean isWritable(long from, long to) {
    return has(from, to, 'w');
  }

  private static boolean has(long from, long to, char permission) {
    // The file name at a line's end may be in any encoding; Latin-1 takes every byte.
    try (Stream<String> lines = Files.lines(MAPS, StandardCharsets.ISO_8859_1)) {
      long covered = from;
      for (String line : (Iterable<String>) lines::iterator) {
        int dash = line.indexOf('-');
        int space = line.indexOf(' ', dash);
        long start = Long.parseUnsignedLong(line, 0, dash, 16);
        long end = Long.parseUnsignedLong(line, dash + 1, space, 16);
        // Lines come by address, so what covers the next byte comes before what lies beyond.
        boolean next =
            Long.compareUnsigned(start, covered) <= 0 && Long.compareUnsigned(covered, end) < 0;
        if (next && line.substring(space + 1, space + 5).indexOf(permission) >= 0) {
          covered = end;
        }
        if (Long.compareUnsigned(covered, to) >= 0) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + MAPS + ", needed to check an address", e);
    }
  }
}
