// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import io.github.handlertable.internal.Machine;
import io.github.handlertable.internal.NativeLoader;
import io.github.handlertable.internal.Upcalls;
import java.lang.ref.Cleaner;

/**
 * What the first use of the product has to do, and what may fail there, for want of a thread, say,
 * or of room on a disk. The next use then tries again. So none of it stands in a static
 * initialiser: a class that has failed to initialise is broken for ever.
 */
final class Startup {
  private static boolean loaded;
  private static volatile boolean done;

  /** Frees tables that are unreachable. */
  static Cleaner cleaner;

  private Startup() {}

  /**
   * To be called by every way into the product, and by no static initialiser: the thread that holds
   * the lock may be waiting for that class.
   */
  static void run() {
    if (!done) {
      tryAll();
    }
  }

  private static synchronized void tryAll() {
    if (done) {
      return;
    }
    if (!loaded) {
      NativeLoader.load("handlertable");
      loaded = true;
    }
    Machine.find();
    Upcalls.defineGate();
    if (cleaner == null) {
      cleaner = Cleaner.create();
    }
    HandlerTable.link();
    done = true;
  }
}
