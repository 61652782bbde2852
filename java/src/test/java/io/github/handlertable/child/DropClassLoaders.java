// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.child;

import io.github.handlertable.HandlerTable;
import io.github.handlertable.support.Application;
import io.github.handlertable.support.Child;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;

/**
 * Class loaders come and go, each with a copy of the product. Fails if one leaves more memory
 * behind than the README says, in a JVM whose Java heap is all touched from the start.
 */
public final class DropClassLoaders {
  private static final int ROUNDS = 20;
  private static final long MAY_STAY = 4 * (1 << 20) / 10;

  private DropClassLoaders() {}

  public static void main(String[] arguments) throws Exception {
    comeAndGo(); // so that the JVM has what it needs for it
    long resident = RepeatWithoutGrowth.resident();
    long heap = used();
    comeAndGo();
    resident = (RepeatWithoutGrowth.resident() - resident) / ROUNDS;
    heap = (used() - heap) / ROUNDS;
    System.out.println("each leaves " + resident + " bytes, and " + heap + " of the heap");
    if (resident + heap < MAY_STAY) {
      System.out.println(Child.ENDING);
    }
  }

  private static void comeAndGo() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      WeakReference<ClassLoader> loader = startAndStop();
      while (!loader.refersTo(null)) {
        System.gc();
      }
    }
  }

  private static WeakReference<ClassLoader> startAndStop() throws Exception {
    URL product = HandlerTable.class.getProtectionDomain().getCodeSource().getLocation();
    URL tests = DropClassLoaders.class.getProtectionDomain().getCodeSource().getLocation();
    ClassLoader loader = new URLClassLoader(new URL[] {product, tests}, null);
    Class<?> application = loader.loadClass(Application.class.getName());
    Runnable code = () -> {};
    application.getMethod("start", Runnable.class).invoke(null, code);
    application.getMethod("stop").invoke(null);
    return new WeakReference<>(loader);
  }

  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
