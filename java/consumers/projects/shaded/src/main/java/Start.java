// SPDX-License-Identifier: Apache-2.0
import app.Main;

/** Runs the program; if a sentence is given, it must not run and say why in these words. */
public final class Start {
  private Start() {}

  public static void main(String[] arguments) {
    if (arguments.length == 1) {
      Main.main(arguments);
      return;
    }
    try {
      Main.main(arguments);
    } catch (UnsatisfiedLinkError e) {
      if (e.getMessage().contains(arguments[1])) {
        return;
      }
      throw e;
    }
    throw new AssertionError("It runs.");
  }
}
