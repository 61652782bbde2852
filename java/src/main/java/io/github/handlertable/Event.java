// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

/** One event that Java fires: finds what the slot held and calls it, Java without leaving Java. */
final class Event {
  private Event() {}

  /**
   * Handles what a slot held. If its binding has ended meanwhile, it looks at the slot once more.
   */
  static boolean handle(Slots table, int index, long word) {
    if (handleNow(table, index, word)) {
      return true;
    }
    long next = table.word(index);
    return next != word && next != 0 && handleNow(table, index, next);
  }

  private static boolean handleNow(Slots table, int index, long word) {
    if (!Stubs.contains(word)) {
      Thrown.call(word);
      return true;
    }
    Binding binding = bindingOf(table, index, word);
    if (binding == null) {
      return false;
    }
    binding.handler.handle();
    return true;
  }

  /** The handler that a slot held; null: none, or its binding has ended meanwhile. */
  static Handler handlerOf(Slots table, int index, long word) {
    if (word == 0) {
      return null;
    }
    if (!Stubs.contains(word)) {
      return NativeHandler.ofWord(word);
    }
    Binding binding = bindingOf(table, index, word);
    return binding == null ? null : binding.handler;
  }

  /**
   * A binding that is not confirmed for this very slot is pending, or C has moved its stub here.
   * Then the slot must still hold the word: else the stub's table may have gone, and the stub may
   * be another table's by now.
   */
  private static Binding bindingOf(Slots table, int index, long word) {
    Binding binding = (Binding) Stubs.entry(word);
    if (binding == null || binding.isConfirmedAt(table, index)) {
      return binding;
    }
    if (binding.table == null) { // HEALING; asked behind what is nearly always so
      return null;
    }
    Binding live = binding.isConfirmed() ? binding : binding.pendingOrNext(word);
    return table.word(index) == word ? live : null;
  }
}
