// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.demo;

import io.github.handlertable.NativeHandler;
import io.github.handlertable.NativeLibrary;
import io.github.handlertable.internal.NativeLoader;
import java.nio.file.Path;

/** The C side of the demo, {@code native/demo/demo.c}, out of the same jar. */
final class DemoLibrary {
  private static NativeLibrary library;

  static {
    NativeLoader.load("handlertabledemo", DemoLibrary::open);
  }

  private DemoLibrary() {}

  private static void open(String file) {
    System.load(file); // for the native methods below
    library = NativeLibrary.open(Path.of(file)); // for the handlers
  }

  /** The handler of this name in the C file. */
  static NativeHandler handler(String symbol) {
    return library.handler(symbol);
  }

  /** How often the handler {@code demo_interrupt} has run. */
  static native long interrupts();

  /**
   * Starts a thread with a 1 kHz timer that fires both slots at each expiration; returns when it
   * has ended.
   *
   * @param ticks the least number of expirations
   * @return timer reads, expirations, fires of the timer slot, how many of them were handled, how
   *     many found it empty, and fires of the heartbeat slot
   */
  static native long[] tick(long table, int timer, int heartbeat, long ticks);

  /** The least that a call from Java to C can be. */
  static native void nothing();

  /** Starts a thread that fires a slot this many times; returns when it has ended. */
  static native void loop(long table, int index, long calls);
}
