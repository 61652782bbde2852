// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import io.github.handlertable.internal.Layout;
import io.github.handlertable.internal.Machine;
import io.github.handlertable.internal.Native;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.util.Optional;

/**
 * What changes a slot, and with it the state of a stub. This is the protocol of {@code
 * java/src/test/models/stubs.pml}, line by line; change neither without the other.
 *
 * <table>
 * <caption>The states of a stub and its binding</caption>
 * <tr><th>state<th>a call<th>who may leave it, and how
 * <tr><td>in the pool<td>does nothing<td>who needs a new stub, under the pool's lock
 * <tr><td>retired, in its slot's stack<td>does nothing<td>register and replace take it: PENDING;
 *     register elsewhere, that finds a dead copy of it: HEALING
 * <tr><td>HEALING, for a moment<td>does nothing<td>who heals: as before; close: ended
 * <tr><td>PENDING<td>runs the handler only if the slot holds the stub, the stub is bound so, and
 *     the table is open<td>who registers it: CONFIRMED, or retired if its swap fails; replace:
 *     CONFIRMED, with another binding, if a call would run it; who takes it out of its slot:
 *     retired; who registers it, if the table has closed, and close: ended
 * <tr><td>CONFIRMED, in its slot or with C<td>runs the handler<td>who takes it out of its slot:
 *     retired; replace: CONFIRMED, with another binding; give back: retired, if it is out of its
 *     slot; close: ended
 * <tr><td>ended by close, in no stack<td>does nothing<td>when the table is unreachable: the pool
 * </table>
 *
 * <p>A stub is retired by whoever took its word out of its slot; by give back, where C did; and by
 * a registrant whose swap failed. Each ends, by one exchange of the entry, whatever is there by
 * then, not what it read: replace may have put another binding there. Who gets it puts the stub on
 * the stack. What close ends it puts on no stack: a thread may still be between a slot and its
 * entry, and must not find a new binding there.
 *
 * <p>Each change makes sure of the stack and memory that it needs before its first step that can't
 * be undone. So a StackOverflowError or an OutOfMemoryError says that nothing was done.
 */
final class Changes {
  /** What a stub is bound to while a slot is healed of a dead copy of it: nobody binds it then. */
  private static final Upcall HEALING = new Upcall(null, null, 0, false);

  private Changes() {}

  /** Runs once all that the JVM links at its first run, on stub 0, which is no table's. */
  static void link(Slots table) {
    long stub = Stubs.address(0);
    Upcall binding = new Upcall(() -> {}, table, 0, false);
    Stubs.bind(0, binding);
    Binding.live(stub);
    binding.confirm();
    Stubs.rebind(0, binding, binding);
    Binding.retire(table, 0, 0);
    table.take(0);
    Machine.checkStack();
    Native.register(table.address, 0, 0);
    Native.replace(table.address, 0, 0);
    Native.remove(table.address, 0, 0);
    GivenBack.link();
    Native.countStale(1 << Layout.CALL_BATCH_SHIFT); // of a batch: it does not count
    Leaves.contains(0);
    unregister(table, 0);
  }

  static boolean register(Slots table, int index, Handler handler) {
    Object generation = Pool.generation();
    try {
      GivenBack.endAny();
      long word = table.word(index);
      if (word != 0 && !isDead(word)) {
        return false;
      }
      return handler instanceof NativeHandler
          ? registerNative(table, index, word, (NativeHandler) handler)
          : registerJava(table, index, word, handler);
    } finally {
      Reference.reachabilityFence(table);
      Reference.reachabilityFence(generation);
    }
  }

  private static boolean registerJava(Slots table, int index, long dead, Handler handler) {
    Upcall binding = new Upcall(handler, table, index, false);
    Machine.checkStack();
    heal(table, index, dead); // before a stub is bound: it may be the very one
    int stub = bind(binding);
    long address = Stubs.address(stub);
    long found = Native.register(table.address, index, address);
    // If the slot holds the very stub, C has put a dead copy there meanwhile; now it is bound, and
    // registered.
    if (found != 0 && found != address) {
      Binding.retire(table, index, stub);
      table.checkOpen();
      return false;
    }
    settle(binding, stub);
    return true;
  }

  private static boolean registerNative(Slots table, int index, long dead, NativeHandler handler) {
    long function = handler.address();
    Machine.checkStack();
    addIfLeaf(handler);
    heal(table, index, dead);
    boolean registered = Native.register(table.address, index, function) == 0;
    if (registered) {
      leaveClosed(table, index, function);
    } else {
      table.checkOpen();
    }
    return registered;
  }

  /** Takes a stub of the binding's slot, and binds it. If this throws, no stub was taken. */
  private static int bind(Binding binding) {
    Slots table = binding.table;
    int stub = table.take(binding.index());
    // Another register may just heal a slot of a dead copy of this stub, and have bound it to
    // HEALING. Then the stack is tried once more, which is no growth; but all stubs there may be
    // bound so, for the thread that heals may be slow.
    for (boolean first = true; !Stubs.bind(stub, binding); first = false) {
      int other;
      try {
        other = first ? table.take(binding.index()) : table.takeNew();
      } finally {
        table.putBack(binding.index(), stub);
      }
      stub = other;
    }
    return stub;
  }

  /** Whether a slot's word is, for Java, as good as none. */
  private static boolean isDead(long word) {
    return Stubs.contains(word) && Binding.of(word) == null;
  }

  /**
   * Takes a dead word out of a slot. If it is a stub's, another thread may bind the stub again at
   * any moment; so it is bound to HEALING meanwhile. If that fails, the stub is alive again, or
   * another thread has bound it to HEALING: then the word stays.
   */
  private static void heal(Slots table, int index, long word) {
    if (word == 0) {
      return;
    }
    if (!Stubs.isStub(word)) {
      Native.remove(table.address, index, word);
    } else if (table.word(index) == word && Stubs.bind(Stubs.number(word), HEALING)) {
      Native.remove(table.address, index, word);
      Stubs.rebind(Stubs.number(word), HEALING, null);
    }
  }

  /**
   * To be called when a stub has been put into its slot. The registrant writes the slot, then reads
   * {@code closed}; the closing thread writes {@code closed}, then reads the slot. Each has a full
   * fence in between, in {@code Native.register} and {@code replace}, and in {@link #close}: so at
   * least one of them sees what the other wrote, and ends the binding.
   */
  private static void settle(Binding binding, int stub) {
    Slots table = binding.table;
    int index = binding.index();
    if (table.closed) { // no exception: the handler may have run, so it was registered, then closed
      Native.remove(table.address, index, Stubs.address(stub));
      Stubs.end(stub);
    } else {
      binding.confirm();
    }
  }

  /** Takes a C function out again if the table was closed meanwhile; one of C's keeps them. */
  private static void leaveClosed(Slots table, int index, long function) {
    if (table.closed && table.made) {
      Native.remove(table.address, index, function);
    }
  }

  static Optional<Handler> unregister(Slots table, int index) {
    Object generation = Pool.generation();
    try {
      GivenBack.endAny();
      Optional<Handler> likely = peek(table, index);
      return cameOut(table, index, Native.unregister(table.address, index), likely);
    } finally {
      Reference.reachabilityFence(table);
      Reference.reachabilityFence(generation);
    }
  }

  /** What is in a slot, left there. Looks twice: what it met first may have ended meanwhile. */
  static Optional<Handler> peek(Slots table, int index) {
    long word = table.word(index);
    Handler handler = Event.handlerOf(table, index, word);
    if (handler == null && word != 0) {
      handler = Event.handlerOf(table, index, table.word(index));
    }
    Reference.reachabilityFence(table);
    return Optional.ofNullable(handler);
  }

  /**
   * What was the handler that an exchange took out of a slot?
   *
   * @param likely the answer as it was made before the exchange, so that nothing need be allocated
   *     after it; it is wrong if the slot changed in between
   */
  private static Optional<Handler> cameOut(
      Slots table, int index, long word, Optional<Handler> likely) {
    if (word == 0) {
      return Optional.empty();
    }
    if (!Stubs.contains(word)) {
      Handler expected = likely.orElse(null);
      boolean same =
          expected instanceof NativeHandler && ((NativeHandler) expected).address() == word;
      return same ? likely : Optional.of(NativeHandler.ofWord(word));
    }
    Binding binding = Binding.of(word);
    if (binding != null && binding.isAt(table.address, index)) { // else C brought it, and it stays
      binding = Binding.retire(binding.table, index, Stubs.number(word));
    }
    if (binding == null) {
      return Optional.empty();
    }
    return likely.orElse(null) == binding.handler ? likely : Optional.of(binding.handler);
  }

  static Optional<Handler> replace(Slots table, int index, Handler handler) {
    Object generation = Pool.generation();
    try {
      GivenBack.endAny();
      return handler instanceof NativeHandler
          ? exchange(table, index, (NativeHandler) handler)
          : replaceByJava(table, index, handler);
    } finally {
      Reference.reachabilityFence(table);
      Reference.reachabilityFence(generation);
    }
  }

  /** Before the handler is put in: from then on it may be called. */
  private static void addIfLeaf(NativeHandler handler) {
    if (handler.isLeaf()) {
      if (!Leaves.isFound()) {
        Startup.checkRoom();
        Leaves.find();
      }
      Leaves.add(handler.address());
    }
  }

  private static Optional<Handler> exchange(Slots table, int index, NativeHandler handler) {
    long function = handler.address();
    Optional<Handler> likely = peek(table, index);
    Machine.checkStack();
    addIfLeaf(handler);
    long before = Native.replace(table.address, index, function);
    leaveClosed(table, index, function);
    return cameOut(table, index, before, likely);
  }

  private static Optional<Handler> replaceByJava(Slots table, int index, Handler handler) {
    Upcall inPlace = new Upcall(handler, table, index, true);
    Machine.checkStack();
    for (int tries = 0; tries < Slots.TRIES; tries++) {
      long word = table.word(index);
      Binding binding = Binding.live(word);
      if (binding == null || binding.table != table || binding.index() != index) {
        break;
      }
      Optional<Handler> before = Optional.of(binding.handler);
      if (Stubs.rebind(Stubs.number(word), binding, inPlace)) {
        return before;
      }
    }
    Upcall binding = new Upcall(handler, table, index, false);
    Optional<Handler> likely = peek(table, index);
    int stub = bind(binding);
    long before = Native.replace(table.address, index, Stubs.address(stub));
    settle(binding, stub);
    return before == Stubs.address(stub)
        ? Optional.empty() // C had put a dead copy of it there
        : cameOut(table, index, before, likely);
  }

  /** Takes handlers out, and ends the stubs that C has taken. The table's closed is set already. */
  static void close(Slots table) {
    Native.close(table.address, table.made);
    table.wakeLoops();
    VarHandle.fullFence(); // pairs with those in Native.register, replace and GivenBack
    for (int index = 0; index < table.capacity; index++) {
      long word = table.word(index);
      if (word != 0
          && (table.made || isOf(table, word))
          && Native.remove(table.address, index, word)
          && isOf(table, word)) {
        Stubs.end(Stubs.number(word));
      }
    }
    for (int next = Pool.List.first(table.stubs); next != 0; next = Stubs.next(next - 1)) {
      Stubs.end(next - 1);
    }
    GivenBack.endAll(); // a note left would later be taken for the next table at this address
    if (table.made) {
      Native.giveBackPages(table.address, table.capacity);
    } else {
      table.awaitReaders();
    }
  }

  private static boolean isOf(Slots table, long word) {
    Binding binding = Binding.of(word);
    return binding != null && binding.table == table;
  }
}
