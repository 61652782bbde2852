// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.demo;

import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Takes the mappings that Linux allows a process, but for some hundred; then asks the doctor. */
final class UseFewMappings {
  private static final int FEW = 500;

  private static final List<Object> TAKEN = new ArrayList<>();

  private UseFewMappings() {}

  public static void main(String[] arguments) throws Exception {
    // By readAllLines: the file is there for one read alone, and readString begins with a byte.
    Path maps = Path.of("/proc/self/maps");
    int most = Integer.parseInt(Files.readAllLines(Path.of("/proc/sys/vm/max_map_count")).get(0));
    try (FileChannel file = FileChannel.open(Path.of("/proc/self/exe"))) {
      for (int i = most - Files.readAllLines(maps).size() - FEW; i > 0; i--) {
        TAKEN.add(file.map(FileChannel.MapMode.READ_ONLY, 0, 1));
      }
    }
    Main.main(new String[] {"--doctor"});
  }
}
