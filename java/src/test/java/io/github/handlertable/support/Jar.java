// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.support;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Collectors;

/** The product as it is packaged. */
public final class Jar {
  public static final String FILE = Path.of(System.getProperty("handlertable.jar")).toString();

  /** Those that it must have a library for. */
  public static final List<String> PLATFORMS =
      List.of(
          System.getProperty("handlertable.platforms", Child.RESOURCE.split("/")[2]).split(" "));

  private Jar() {}

  /** Those that it has a library for. */
  public static Set<String> platforms() throws IOException {
    try (JarFile jar = new JarFile(FILE)) {
      return jar.stream()
          .filter(entry -> entry.getName().endsWith("/libhandlertable.so"))
          .map(entry -> entry.getName().split("/")[2])
          .collect(Collectors.toSet());
    }
  }

  /** Copies an entry to a file of its last name in the directory. */
  public static Path extract(String entry, Path directory) throws IOException {
    Path file = directory.resolve(Path.of(entry).getFileName());
    try (JarFile jar = new JarFile(FILE);
        InputStream in = jar.getInputStream(jar.getEntry(entry))) {
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
    }
    return file;
  }
}
