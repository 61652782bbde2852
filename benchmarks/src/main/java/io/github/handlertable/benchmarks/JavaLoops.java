// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import io.github.handlertable.Handler;
import io.github.handlertable.HandlerTable;

/**
 * The loops of pairs that are in Java. Those that take one slot at a time end at the first round
 * that goes wrong: to count would take a word on the stack, and the fence of a call into C waits
 * until that is written.
 *
 * <p>The comments say what the JIT compiler makes of each (C2 of JDK 25 on x86-64, all inlined). No
 * loop is merged or left out: indexes change, slots are read with acquire, and a call into C is
 * opaque.
 */
final class JavaLoops {
  private static final int SLOTS = Pair.SLOTS;

  private JavaLoops() {}

  /** A call of the JNI wrapper, and the counter; n stays on the stack. */
  static Pair.Loop callEmpty() {
    return n -> {
      for (int i = 0; i < n; i++) {
        NativeSide.empty();
      }
      return n;
    };
  }

  /**
   * Reads bounds and address of the table, and the slot's word, which is checked as {@code
   * java.lang.foreign} checks an access. A Java handler: then the binding by the stub's number, its
   * four fields, the handler's class, and adds 1 to its count, in some 45 instructions. A C
   * function: then whether it is a stub or known as a leaf, and whether something was thrown before
   * and after; calls it by {@code java.lang.foreign}.
   */
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

  /**
   * Reads the array and its length, the handler, its class, and adds 1 to its count: some 20
   * instructions. What is inlined is the same; no JVM merges rounds.
   */
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

  /** As handle, up to the word that is 0: some 15 instructions; two rounds are unrolled. */
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

  /** As handle, up to the null: some 10 instructions; two rounds are unrolled. */
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
