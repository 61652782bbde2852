// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import io.github.handlertable.internal.Machine;
import io.github.handlertable.internal.Native;
import io.github.handlertable.internal.NativeLoader;
import io.github.handlertable.internal.Upcalls;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;

/**
 * What the first use of the product has to do, and what may fail there, for want of a thread, say,
 * or of room on a disk. The next use then tries again. So none of it stands in a static
 * initialiser: a class that has failed to initialise is broken for ever. What is left there needs
 * stack and heap alone.
 */
final class Startup {
  private static final int PIECES = 64;
  private static final int PIECE = 1 << 14; // bytes

  private static boolean loaded;
  private static volatile boolean done;

  /** Frees tables that are unreachable. */
  static Cleaner cleaner;

  private Startup() {}

  /**
   * To be called by no static initialiser: the thread that holds the lock may be waiting for that
   * class.
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
    checkRoom();
    Machine.find();
    Upcalls.defineGate();
    if (cleaner == null) {
      cleaner = Cleaner.create();
    }
    Thrown.take();
    done = true;
  }

  /**
   * Throws StackOverflowError or OutOfMemoryError unless there is room for what comes next: some
   * classes have static initialisers, which can't do without. If another thread takes the heap
   * meanwhile, such a class is broken all the same.
   */
  static void checkRoom() {
    if (!Native.hasRoomToStart()) {
      throw new StackOverflowError("no stack left for handler-table to start");
    }
    byte[][] room = new byte[PIECES][];
    for (int piece = 0; piece < PIECES; piece++) {
      room[piece] = new byte[PIECE];
    }
    Reference.reachabilityFence(room);
  }
}
