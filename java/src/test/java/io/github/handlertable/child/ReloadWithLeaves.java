// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.child;

import io.github.handlertable.HandlerTable;
import io.github.handlertable.NativeHandler;
import io.github.handlertable.NativeLibrary;
import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;

/**
 * A class loader registers a leaf in a table that C owns, closes the table, and goes; the next one,
 * with the same library, fires what is left there.
 */
public final class ReloadWithLeaves {
  private ReloadWithLeaves() {}

  public static void main(String[] arguments) throws Exception {
    for (int round = 0; round < 2; ) {
      WeakReference<ClassLoader> loader;
      URL product = HandlerTable.class.getProtectionDomain().getCodeSource().getLocation();
      URL tests = ReloadWithLeaves.class.getProtectionDomain().getCodeSource().getLocation();
      loader = new WeakReference<>(new URLClassLoader(new URL[] {product, tests}, null));
      try {
        loader
            .get()
            .loadClass(ReloadWithLeaves.class.getName())
            .getMethod("useHere", int.class)
            .invoke(null, round);
        round++;
      } catch (InvocationTargetException e) {
        if (!String.valueOf(e.getCause()).contains("already loaded in another classloader")) {
          throw e;
        }
      }
      while (!loader.refersTo(null)) {
        System.gc();
      }
    }
    System.out.println("reloaded");
  }

  public static void useHere(int round) {
    Path file = Path.of("target", "test-native", "libhandlertabletest.so").toAbsolutePath();
    NativeLibrary library = NativeLibrary.open(file);
    try (HandlerTable table = library.table("test_static_table")) {
      NativeHandler count = library.handler("test_leaf_count");
      if (round == 0) {
        table.register(0, count.leaf());
        table.register(1, count.leaf());
      }
      System.out.println(round + ": " + count.isLeaf());
      System.out.println(round + ": " + table.handleAll(0, 1));
    }
  }
}
