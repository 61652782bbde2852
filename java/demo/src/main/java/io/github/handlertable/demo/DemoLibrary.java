// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.demo;

import io.github.handlertable.HandlerTable;
import io.github.handlertable.NativeHandler;
import io.github.handlertable.NativeLibrary;
import io.github.handlertable.internal.NativeLoader;
import java.nio.file.Path;

/** The C side of the demo, {@code java/demo/src/main/c/demo.c}, out of the same jar. */
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
   * What the C side counted.
   *
   * @param reads of the timerfd; each gives the expirations since the one before
   * @param expirations the sum of what they gave
   * @param fired fires of the timer slot
   * @param handled for how many of them {@code ht_handle} was true
   * @param empty for how many it was false
   * @param beats fires of the heartbeat slot
   */
  record TickCounts(
      long reads, long expirations, long fired, long handled, long empty, long beats) {}

  /**
   * Starts a thread with a 1 kHz timer that fires both slots at each expiration, at least this
   * often; returns when the thread has ended.
   */
  static TickCounts tick(HandlerTable table, int timer, int heartbeat, int ticks) {
    long[] counts = tick(table.address(), timer, heartbeat, ticks);
    return new TickCounts(counts[0], counts[1], counts[2], counts[3], counts[4], counts[5]);
  }

  /** The components of {@link TickCounts}. */
  private static native long[] tick(long table, int timer, int heartbeat, int ticks);

  /** Has a raiser handle a signal from now on. */
  static native void handleSignal(int signal, long raiser);

  /** Starts a thread that calls a raiser in bursts; returns when it has ended. */
  static native void device(long raiser, int bursts);

  /** How often that thread has called the raiser, or was about to. */
  static native long raises();

  /** The least that a call from Java to C can be. */
  static native void nothing();

  /** Starts a thread that fires a slot this many times; returns when it has ended. */
  static native void loop(long table, int index, int calls);
}
