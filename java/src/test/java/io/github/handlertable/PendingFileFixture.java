// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.io.TempDir;

/** What tests of sets in files need: a file, and to write into it as another process may. */
abstract class PendingFileFixture {
  static final int GROUPS = 192; // where a set's groups begin

  @TempDir Path directory;

  final Path file() {
    return directory.resolve("set");
  }

  final void write(long offset, long... words) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(words.length * Long.BYTES).order(ByteOrder.nativeOrder());
    bytes.asLongBuffer().put(words);
    try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
      channel.write(bytes, offset);
    }
  }

  final long read(long offset) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.READ)) {
      channel.read(bytes, offset);
    }
    return bytes.getLong(0);
  }
}
