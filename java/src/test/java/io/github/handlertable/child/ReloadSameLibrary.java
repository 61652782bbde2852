// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.child;

import io.github.handlertable.HandlerTable;
import io.github.handlertable.NativeHandler;
import io.github.handlertable.internal.Layout;
import io.github.handlertable.internal.Machine;
import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Loads the product again and again, each time in a new class loader, and the native library from
 * the one file that a property names: the JVM binds the same mapped library each time.
 */
public final class ReloadSameLibrary {
  private static final int ROUNDS = 5;
  private static final AtomicInteger RUNS = new AtomicInteger();

  private ReloadSameLibrary() {}

  public static void main(String[] arguments) throws Exception {
    List<Long> words = new ArrayList<>();
    while (words.size() < ROUNDS) {
      WeakReference<ClassLoader> loader = use(words);
      while (!loader.refersTo(null)) {
        System.gc();
      }
    }
    System.out.println("reloaded, " + RUNS + " runs");
  }

  private static WeakReference<ClassLoader> use(List<Long> words) throws Exception {
    URL product = HandlerTable.class.getProtectionDomain().getCodeSource().getLocation();
    URL tests = ReloadSameLibrary.class.getProtectionDomain().getCodeSource().getLocation();
    ClassLoader loader = new URLClassLoader(new URL[] {product, tests}, null);
    Class<?> here = loader.loadClass(ReloadSameLibrary.class.getName());
    Runnable code = RUNS::incrementAndGet;
    try {
      here.getMethod("useHere", List.class, Runnable.class).invoke(null, words, code);
    } catch (InvocationTargetException e) {
      // The JVM lets a library go some time after its class loader.
      if (!String.valueOf(e.getCause()).contains("already loaded in another classloader")) {
        throw e;
      }
    }
    return new WeakReference<>(loader);
  }

  /** Calls the stubs of the loaders before, and then one of its own. */
  public static void useHere(List<Long> words, Runnable code) {
    try (HandlerTable table = HandlerTable.create(1)) {
      table.register(0, code::run);
      words.add(Machine.read(table.address() + Layout.CACHE_LINE));
      if (HandlerTable.stats().stubs() != 1) {
        throw new AssertionError(HandlerTable.stats());
      }
      words.forEach(word -> NativeHandler.ofAddress(word).handle());
    }
  }
}
