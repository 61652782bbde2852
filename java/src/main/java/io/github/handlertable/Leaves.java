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

  /** Adds the function of a handler that is a leaf. To be called before the handler is put in. */
  static void add(NativeHandler handler) {
    if (handler.isLeaf()) {
      if (!found) {
        Startup.checkRoom();
        Machine.findLeaves();
        found = true;
      }
      Native.addLeaf(handler.address(), Machine.callsLeaves());
    }
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
