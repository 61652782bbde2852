// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.child;

import io.github.handlertable.HandlerTable;
import io.github.handlertable.support.ProductCopy;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * First uses of the product, each of a copy of it in a class loader of its own, with more and more
 * of the heap left: each works, or a second one does when the heap is free again. The JDK has been
 * through all this before, and the library needs no heap, for it comes from a file.
 */
public final class StartWithFullHeap {
  private static final int STEP = 1 << 15; // bytes
  private static final int MOST = 64; // steps

  private static Object[] hoard;
  private static Object[] spare;

  private StartWithFullHeap() {}

  public static void main(String[] arguments) throws Exception {
    HandlerTable.create(1).close();
    int second = 0;
    for (int steps = 0; steps <= MOST; steps += 1 + steps / 4) {
      Method create = ProductCopy.load().getMethod("create", int.class);
      Path copy = Path.of(arguments[1], steps + ".so"); // a file serves one class loader
      Files.copy(Path.of(arguments[0]), copy);
      System.setProperty("io.github.handlertable.library", copy.toString());
      spare = new Object[] {new byte[steps * STEP]};
      fill();
      spare = null;
      try {
        create.invoke(null, 1);
      } catch (OutOfMemoryError | InvocationTargetException e) {
        hoard = null;
        if (!(e instanceof OutOfMemoryError || e.getCause() instanceof OutOfMemoryError)) {
          throw e;
        }
        create.invoke(null, 1);
        second++;
      }
      hoard = null;
    }
    System.out.println(
        "all started, some at once: " + (second < MOST / 4) + ", some not: " + (second > 0));
  }

  private static void fill() {
    for (int size = 1 << 16; size >= 0; size = size == 0 ? -1 : size / 4) {
      try {
        while (true) {
          hoard = new Object[] {hoard, new byte[size]};
        }
      } catch (OutOfMemoryError e) {
        // Smaller ones may find room.
      }
    }
  }
}
