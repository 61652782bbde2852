// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.child;

import io.github.handlertable.HandlerTable;
import io.github.handlertable.internal.NativeLoader;
import io.github.handlertable.internal.Upcalls;
import java.io.File;
import java.util.Arrays;

/** Uses a table, and prints by which way it came to it, and what is in the directories given. */
public final class HandleOnce {
  private HandleOnce() {}

  public static void main(String[] arguments) {
    try (HandlerTable table = HandlerTable.create(1)) {
      System.out.println("loaded " + NativeLoader.source());
      table.register(0, () -> System.out.println("handled by " + Upcalls.mechanism()));
      table.handle(0);
      for (String directory : arguments) {
        String[] left = new File(directory).list();
        System.out.println("left in " + directory + ": " + Arrays.toString(left));
      }
    }
  }
}
