// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.support;

import io.github.handlertable.HandlerTable;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The product's classes, loaded but not initialised: so that a test can do that where it is hard.
 */
public final class ProductCopy {
  private ProductCopy() {}

  /** Another copy, in a class loader of its own. Returns its class HandlerTable. */
  public static Class<?> load() throws Exception {
    ClassLoader loader = new URLClassLoader(new URL[] {Child.CLASSES.toUri().toURL()}, null);
    loadAll(loader);
    return loader.loadClass(HandlerTable.class.getName());
  }

  public static void loadAll(ClassLoader loader) throws Exception {
    List<Path> files;
    try (Stream<Path> all = Files.walk(Child.CLASSES.resolve("io"))) {
      files = all.filter(file -> file.toString().endsWith(".class")).toList();
    }
    for (Path file : files) {
      String name = Child.CLASSES.relativize(file).toString().replace('/', '.');
      Class.forName(name.substring(0, name.length() - ".class".length()), false, loader);
    }
  }
}
