// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.support;

/** All of the Java heap, in arrays that hold each other. */
public final class Hoard {
  private static volatile Object[] newest;

  private Hoard() {}

  /** Takes what is left. */
  public static void fill() {
    for (int size = 1 << 16; size > 0; ) {
      try {
        Object[] array = new Object[size];
        array[0] = newest;
        newest = array;
      } catch (OutOfMemoryError e) {
        size /= 2;
      }
    }
  }

  public static void drop() {
    newest = null;
  }
}
