// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import io.github.handlertable.Handler;
import io.github.handlertable.HandlerTable;

/**
 * The loops of pairs that are in Java. Those that take one slot at a time end at the first round
 * that goes wrong: to count would take a word on the stack, and the fence of a call into C waits
 * until that is written.
 */
final class JavaLoops {
  private static final int SLOTS = Pair.SLOTS;

  private JavaLoops() {}

  static Pair.Loop callEmpty() {
    return n -> {
      for (int i = 0; i < n; i++) {
        NativeSide.empty();
      }
      return n;
    };
  }

  static Pair.Loop handle(HandlerTable table) {
    return n -> {
      for (int i = 0; i < n; i++) {
        if (!table.handle(i & (SLOTS - 1))) {
          return i;
        }
      }
      return n;
    };
  }

  static Pair.Loop handle(Twins.AtomicArray array) {
    return n -> {
      for (int i = 0; i < n; i++) {
        if (!array.handle(i & (SLOTS - 1))) {
          return i;
        }
      }
      return n;
    };
  }

  static Pair.Loop miss(HandlerTable table) {
    return n -> {
      for (int i = 0; i < n; i++) {
        if (table.handle(i & (SLOTS - 1))) {
          return i;
        }
      }
      return n;
    };
  }

  static Pair.Loop miss(Twins.AtomicArray array) {
    return n -> {
      for (int i = 0; i < n; i++) {
        if (array.handle(i & (SLOTS - 1))) {
          return i;
        }
      }
      return n;
    };
  }

  static Pair.Loop handleAll(HandlerTable table, int... indexes) {
    return n -> {
      long handled = 0;
      for (int i = 0; i < n / indexes.length; i++) {
        handled += table.handleAll(indexes);
      }
      return handled;
    };
  }

  static Pair.Loop reregister(HandlerTable table, Handler handler) {
    return n -> {
      for (int i = 0; i < n; i++) {
        int slot = i & (SLOTS - 1);
        if (!table.register(slot, handler) || table.unregister(slot).isEmpty()) {
          return i;
        }
      }
      return n;
    };
  }

  static Pair.Loop replace(HandlerTable table, Handler... handlers) {
    return n -> {
      for (int i = 0; i < n; i++) {
        Handler next = handlers[(i / SLOTS) & (SLOTS - 1)];
        if (table.replace(i & (SLOTS - 1), next).isEmpty()) {
          return i;
        }
      }
      return n;
    };
  }

  static Pair.Loop look(HandlerTable table) {
    return n -> {
      for (int i = 0; i < n; i++) {
        if (table.handler(i & (SLOTS - 1)).isEmpty()) {
          return i;
        }
      }
      return n;
    };
  }
}
