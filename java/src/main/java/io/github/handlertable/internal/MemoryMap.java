// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What this process's memory may be used for, from {@code /proc/self/maps} (proc(5)); an
 * IllegalStateException where that can't be read.
 */
public final class MemoryMap {
  private static final String MAPS = "/proc/self/maps";

  private MemoryMap() {}

  /** Whether code may run at this address. Asks the loader first: a map can have 65,530 lines. */
  public static boolean isExecutable(long address) {
    return Native.isCode(address) || has(address, 1, 'x');
  }

  /** Whether this many bytes, 1 or more, may be read and written from an address on. */
  public static boolean isWritable(long address, long bytes) {
    return has(address, bytes, 'w');
  }

  private static boolean has(long address, long bytes, char permission) {
    try {
      long next = address;
      long left = bytes;
      // The file name at a line's end may be in any encoding, and have any character but a newline;
      // Latin-1 takes every byte. Lines come by address, so what covers the next byte comes before
      // what lies beyond.
      for (String line : Files.readString(Path.of(MAPS), StandardCharsets.ISO_8859_1).split("\n")) {
        int dash = line.indexOf('-');
        int space = line.indexOf(' ', dash);
        long start = Long.parseUnsignedLong(line, 0, dash, 16);
        long end = Long.parseUnsignedLong(line, dash + 1, space, 16);
        boolean covers =
            Long.compareUnsigned(start, next) <= 0 && Long.compareUnsigned(next, end) < 0;
        if (covers && line.substring(space + 1, space + 5).indexOf(permission) >= 0) {
          left -= end - next;
          next = end;
          if (left <= 0) {
            return true;
          }
        }
      }
      return false;
    } catch (IOException e) {
      throw new IllegalStateException(
          "cannot read " + MAPS + ", which tells what an address is good for; mount /proc", e);
    }
  }
}
