// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.child;

import io.github.handlertable.NativeHandler;
import io.github.handlertable.NativeLibrary;
import java.nio.file.Path;
import java.util.NoSuchElementException;

/** Asks a library for a function and for one that is missing, and opens a file that is. */
public final class AskForNames {
  private static final String FUNCTION = "gr\u00F6\u00DFe";
  private static final String MISSING = "f\u00FCr_\uD83D\uDE00";

  private AskForNames() {}

  public static void main(String[] arguments) {
    NativeLibrary library = NativeLibrary.open(Path.of(arguments[0]));
    NativeHandler handler = library.handler(FUNCTION);
    handler.handle();
    System.out.println("found: true, right symbol: " + FUNCTION.equals(handler.symbol()));
    try {
      library.handler(MISSING);
    } catch (NoSuchElementException e) {
      String expected = arguments[0] + ": undefined symbol: " + MISSING;
      System.out.println("right message: " + expected.equals(e.getMessage()));
    }
    try {
      NativeLibrary.open("/\uD83D\uDE00/lib" + FUNCTION + ".so");
    } catch (IllegalArgumentException e) {
      System.out.println(e);
    }
  }
}
