// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.handlertable.internal.Layout;
import io.github.handlertable.support.Garbage;
import io.github.handlertable.support.Scale;
import io.github.handlertable.support.TestNative;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Many stubs: each runs its own handler, no code is made for it, and it takes next to no memory.
 */
class StubMemoryTest {
  private static final int HANDLERS = Math.min(1 << 24, Scale.times(400_000));

  @Test
  void a_million_handlers_take_a_million_bytes_and_no_code() throws IOException {
    long before = HandlerTable.stats().stubs();
    fireAndMeasure();
    // Later tests count stubs too, so these must be back by then.
    Garbage.collectUntil(() -> HandlerTable.stats().stubs() <= before, "they don't go back");
  }

  private static void fireAndMeasure() throws IOException {
    try (HandlerTable table = HandlerTable.create(HANDLERS)) {
      byte[] runs = new byte[HANDLERS];
      for (int i = 0; i < HANDLERS; i++) {
        int index = i;
        assertTrue(table.register(index, () -> runs[index]++));
      }
      int wrong = 0;
      for (int i = 0; i < HANDLERS; i++) {
        TestNative.handle(table.address(), i);
        wrong += runs[i] == 1 ? 0 : 1; // a handler of another slot would be 0 here, or 2 there
      }
      for (byte run : runs) {
        wrong += run == 1 ? 0 : 1;
      }
      assertEquals(0, wrong);

      Trampolines trampolines = Trampolines.read();
      assertTrue(
          trampolines.chunks >= HANDLERS / Layout.CHUNK_STUBS, trampolines.chunks + " chunks");
      assertEquals(0, trampolines.privateCode, "bytes of private code");
      long most = 2L * Layout.CHUNK_STUBS * trampolines.chunks;
      assertTrue(trampolines.privateData <= most, trampolines.privateData + " bytes of data");
    }
  }

  /** What /proc/self/smaps (proc(5)) says of the chunks: code from the library, a page of data. */
  private static final class Trampolines {
    int chunks;
    long privateCode;
    long privateData;

    static Trampolines read() throws IOException {
      Trampolines all = new Trampolines();
      boolean code = false;
      boolean data = false;
      for (String line :
          Files.readAllLines(Path.of("/proc/self/smaps"), StandardCharsets.ISO_8859_1)) {
        String[] words = line.split(" +");
        if (words[0].matches("[0-9a-f]+-[0-9a-f]+")) {
          String[] range = words[0].split("-");
          long size = Long.parseUnsignedLong(range[1], 16) - Long.parseUnsignedLong(range[0], 16);
          data = code && words.length < 6 && words[1].equals("r--p");
          code =
              words[1].equals("r-xp")
                  && size == 1 << Layout.STRIDE_SHIFT - 1
                  && line.contains("/libhandlertable.so");
          all.chunks += code ? 1 : 0;
        } else if (words[0].equals("Private_Dirty:")) {
          all.privateCode += code ? Long.parseLong(words[1]) * 1024 : 0;
          all.privateData += data ? Long.parseLong(words[1]) * 1024 : 0;
        }
      }
      return all;
    }
  }
}
