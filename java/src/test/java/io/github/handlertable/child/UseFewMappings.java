// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.child;

import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Takes the mappings that Linux allows a process, some 65,000, but for a few; then goes on. */
public final class UseFewMappings {
  private static final int FEW = 100;

  private static final List<MappedByteBuffer> TAKEN = new ArrayList<>();

  private UseFewMappings() {}

  public static void main(String[] arguments) throws Exception {
    // By readAllLines: the file is there for one read alone, and readString begins with a byte.
    Path limit = Path.of("/proc/sys/vm/max_map_count");
    int most = Integer.parseInt(Files.readAllLines(limit).get(0));
    Path maps = Path.of("/proc/self/maps");
    try (FileChannel file = FileChannel.open(Path.of("pom.xml"))) {
      for (int i = most - Files.readAllLines(maps).size() - FEW; i > 0; i--) {
        TAKEN.add(file.map(FileChannel.MapMode.READ_ONLY, 0, 1));
      }
    }
    int left = most - Files.readAllLines(maps).size();
    if (left < 0 || left > 2 * FEW) {
      throw new AssertionError(left + " are left");
    }
    UseManyStubs.main(arguments);
  }
}
