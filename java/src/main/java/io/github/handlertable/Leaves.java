// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import io.github.handlertable.internal.Layout;
import io.github.handlertable.internal.Machine;
import io.github.handlertable.internal.Native;

/**
 * The C functions that are leaves for this class loader: the set of {@code native/jni/leaves.h}.
 */
final class Leaves {
  private static final long PLACES = Native.address(Layout.OF_LEAVES);

  private static volatile boolean found;

  private Leaves() {}

  /** Finds the way to call them, once; may need room, as {@code Startup.checkRoom} asks for. */
  static void find() {
    Machine.findLeaves();
    found = true;
  }

  static boolean isFound() {
    return found;
  }

  static void add(long function) {
    Native.addLeaf(function, Machine.callsLeaves());
  }

  /** Whether a C function is to be called as a leaf. */
  static boolean isCalledAsOne(long function) {
    return Machine.callsLeaves() && contains(function);
  }

  static boolean contains(long function) {
    for (long at = function >>> 4; ; at++) {
      long there = Machine.read(PLACES + (at & Layout.LEAVES_PLACES - 1) * Long.BYTES);
      if (there == function || there == 0) {
        return there == function;
      }
    }
  }
}
