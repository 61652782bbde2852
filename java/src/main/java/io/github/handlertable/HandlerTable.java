// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import io.github.handlertable.internal.MemoryMap;
import io.github.handlertable.internal.Native;
import java.lang.invoke.VarHandle;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.Objects;
import java.util.Optional;

/**
 * A fixed-size, lock-free table of event handlers, shared with native code: the Java face of {@code
 * handler_table.h}. C functions and Java handlers stand side by side in its slots, and Java and any
 * native thread may fire either.
 *
 * <p>An index out of bounds is an answer ({@code false}, empty), never an exception. All methods
 * may be called by any thread at any time, also by a handler. For what is seen by whom, see the
 * {@linkplain io.github.handlertable package}.
 *
 * <p>{@link #handle} is wait-free up to the handler, and so are {@link #unregister} and {@link
 * #register} but for one case: a slot that needs one more upcall stub than it ever did, as for its
 * first Java handler, or because earlier ones are still being unregistered or in C's hands, gets it
 * by a lock.
 */
public final class HandlerTable implements AutoCloseable {
  private static final int LARGEST = 1 << 24;
  private static final int HEADER = 64; // HT_CACHE_LINE
  private static final Cleaner CLEANER = Cleaner.create();

  static {
    // What handle needs is loaded here: a class whose loading meets the end of the stack, as it may
    // in a handler, is broken from then on.
    long empty = Native.create(0);
    if (empty != 0) {
      Native.read(empty);
      Native.destroy(empty);
    }
    Thrown.take();
  }

  private final long address;
  private final int capacity;

  /** The capacity while open, then 0: so that {@code handle} has one thing to look at. */
  private volatile int limit;

  /** Whether the native memory is ours, and goes when this object does. */
  private final boolean owned;

  /** What a wrap keeps reachable: the table that owns the memory, if it was made in Java. */
  private final HandlerTable owner;

  private final SlotStubs stubs;

  /** How often stubs had been recycled by then: our bindings are younger. */
  private final int born = Stubs.recycled();

  private volatile boolean closed;

  /** Whether close has come to its end: after one that ran out of stack, another can go on. */
  private volatile boolean emptied;

  private HandlerTable(
      long address, int capacity, boolean owned, HandlerTable owner, SlotStubs stubs) {
    this.address = address;
    this.capacity = capacity;
    this.limit = capacity;
    this.owned = owned;
    this.owner = owner;
    this.stubs = stubs;
    CLEANER.register(this, stubs.release(owned ? address : 0));
  }

  /**
   * Makes a table in native memory, with all slots empty. The memory goes when nothing in Java can
   * reach the table any more; a wrap of it and a registered Java handler reach it. So native code
   * that only has its {@link #address} needs somebody in Java to hold on to it, or a Java handler
   * in it.
   *
   * @throws IllegalArgumentException if the capacity is negative or above 16,777,216
   * @throws OutOfMemoryError if there is not enough native memory
   */
  public static HandlerTable create(int capacity) {
    if (capacity < 0 || capacity > LARGEST) {
      throw new IllegalArgumentException(
          "capacity " + capacity + " is not between 0 and " + LARGEST);
    }
    long address = Native.create(capacity);
    if (address == 0) {
      throw new OutOfMemoryError("no native memory for a table of " + capacity + " slots");
    }
    HandlerTable table;
    try {
      table = new HandlerTable(address, capacity, true, null, SlotStubs.ofCreated(capacity));
    } catch (Throwable noHeap) {
      Native.destroy(address);
      throw noHeap;
    }
    Created.add(table);
    return table;
  }

  /**
   * Wraps a table that C code owns: the address of an {@code ht_table}, which must stay valid as
   * long as this object or a handler registered through it is in use. Several wraps and C see the
   * same slots. Close a wrap before C frees the table: what native code may still call then is
   * known to be of no use, and serves other slots later on.
   *
   * <p>The address may also be that of a table made by {@link #create} of the same class loader,
   * which this object then keeps reachable.
   *
   * @throws IllegalArgumentException if there is no table of this version at the address, or it has
   *     more than 16,777,216 slots
   * @throws IllegalStateException if {@code /proc} is not there to tell
   */
  public static HandlerTable wrap(long address) {
    HandlerTable owner = Created.at(address);
    if (owner != null) {
      SlotStubs stubs = SlotStubs.ofWrap(owner.capacity, owner.stubs);
      return new HandlerTable(address, owner.capacity, false, owner, stubs);
    }
    if (address % HEADER != 0
        || !MemoryMap.isWritable(address, HEADER)
        || !Native.isTable(address)) {
      throw new IllegalArgumentException(
          "no table at 0x"
              + Long.toHexString(address)
              + "; pass an ht_table * of ht_create or HT_DEFINE, from the same version of the header");
    }
    long capacity = Native.capacity(address);
    if (capacity < 0
        || capacity > LARGEST
        || !MemoryMap.isWritable(address, HEADER + capacity * Long.BYTES)) {
      throw new IllegalArgumentException(
          "the table at 0x"
              + Long.toHexString(address)
              + " has "
              + Long.toUnsignedString(capacity)
              + " slots; Java takes up to "
              + LARGEST
              + ", all in writable memory");
    }
    SlotStubs stubs = SlotStubs.ofC((int) capacity, address);
    return new HandlerTable(address, (int) capacity, false, null, stubs);
  }

  /**
   * Puts a handler into an empty slot.
   *
   * @return false if the index is out of bounds or the slot is taken
   * @throws NullPointerException if the handler is null
   * @throws IllegalStateException if this table is closed, or no more Java handlers can be made
   *     callable
   */
  public boolean register(int index, Handler handler) {
    Objects.requireNonNull(handler, "handler; to empty a slot, unregister");
    checkOpen();
    if (isOutOfBounds(index)) {
      return false;
    }
    try {
      return handler instanceof NativeHandler
          ? swapIn(index, ((NativeHandler) handler).address())
          : registerJava(index, handler);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  private boolean registerJava(int index, Handler handler) {
    if (word(index) != 0) {
      return false; // and needs no stub
    }
    Binding binding = new Binding(handler, this, index);
    int stub = stubs.bind(index, binding);
    boolean registered = false;
    try {
      registered = swapIn(index, Stubs.address(stub));
    } finally {
      if (registered) {
        binding.confirm();
      } else {
        Stubs.retire(stub, binding);
      }
    }
    return registered;
  }

  private boolean swapIn(int index, long word) {
    // Its fence pairs with the one in close: either that sees the slot taken, or we see the table
    // closed. While it is open, nothing is called after the swap: no stack overflow comes between.
    boolean registered = Native.register(address, index, word);
    // A wrap that closes leaves C functions where they are. A swap may have failed because of a
    // stub that close had retired and we have bound again: it then counted as ours for a moment.
    if (closed && (owned || Stubs.contains(word))) {
      if (registered) {
        Native.remove(address, index, word);
      }
      checkOpen();
    }
    return registered;
  }

  /**
   * Empties a slot. Does not wait for calls of the handler that are under way. A function pointer
   * that C brought here from another slot or table stays valid.
   *
   * @return the handler that was in it: the same object that was registered, or for a C function an
   *     equal {@link NativeHandler}; empty if the index is out of bounds or the slot was empty. For
   *     a function pointer that C brought here, and that is valid no more: empty, or the handler
   *     that its stub serves since then
   * @throws IllegalStateException if this table is closed
   */
  public Optional<Handler> unregister(int index) {
    checkOpen();
    if (isOutOfBounds(index)) {
      return Optional.empty();
    }
    try {
      int recycled = Stubs.recycled();
      long word = Native.unregister(address, index);
      if (word == 0) {
        return Optional.empty();
      }
      if (!Stubs.contains(word)) {
        return Optional.of(NativeHandler.ofWord(word));
      }
      Binding binding = Stubs.binding(word);
      // A new wrap may have the stub of a closed one by now, and have registered it here.
      boolean isNew = binding != null && binding.isYoungerThan(recycled) && word(index) == word;
      if (binding != null && binding.isAt(address, index) && !isNew) {
        Stubs.retire(Stubs.number(word), binding);
      } else if (binding == null || recycled != Stubs.recycled()) {
        return Optional.empty(); // its table closed meanwhile; the stub may be somebody else's now
      }
      return Optional.of(binding.handler);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /**
   * Calls the handler in the slot, on this thread: a Java handler without leaving Java, a C
   * function by one downcall. What it throws comes out of here.
   *
   * @return false if the index is out of bounds or the slot is empty
   * @throws IllegalStateException if this table is closed
   */
  public boolean handle(int index) {
    if (Integer.compareUnsigned(index, limit) >= 0) {
      checkOpen();
      return false;
    }
    try {
      long word = word(index);
      if (word == 0) {
        return false;
      }
      if (Stubs.contains(word)) {
        return Stubs.run(word);
      }
      Thrown.call(word);
      return true;
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** What a slot holds; the index is within bounds. The caller keeps this table reachable. */
  long word(int index) {
    return Native.read(address + HEADER + (long) index * Long.BYTES);
  }

  /**
   * Handles each index in order, whatever the handlers throw; then throws the first of it, with
   * what came later as suppressed. C functions side by side take one downcall together, up to 64 of
   * them. An index that is out of bounds is skipped.
   *
   * @return how many indexes had a handler
   * @throws IllegalStateException if this table is closed
   */
  public int handleAll(int... indexes) {
    Objects.requireNonNull(indexes, "indexes");
    checkOpen();
    int handled = 0;
    Throwable thrown = null;
    Throwable aside = Thrown.setAside();
    int done;
    try {
      for (int next = 0; next < indexes.length; next += done) {
        done = 1; // whatever is thrown
        try {
          long word = wordIfAny(indexes[next]);
          if (Stubs.contains(word)) {
            handled += Stubs.run(word) ? 1 : 0;
          } else if (word != 0) {
            if (next + 1 < indexes.length && isNative(wordIfAny(indexes[next + 1]))) {
              long run = Native.handleRun(address, indexes, next, indexes.length - next);
              done = (int) run;
              handled += (int) (run >>> 32);
              thrown = Thrown.join(thrown, Thrown.take());
            } else { // one alone: that call takes three times as long
              Thrown.call(word);
              handled++;
            }
          }
        } catch (Throwable throwable) {
          thrown = Thrown.join(thrown, throwable);
        }
      }
    } finally {
      Reference.reachabilityFence(this);
      Thrown.putBack(aside);
    }
    if (thrown != null) {
      throw Thrown.<RuntimeException>unchecked(thrown);
    }
    return handled;
  }

  private long wordIfAny(int index) {
    return isOutOfBounds(index) ? 0 : word(index);
  }

  private static boolean isNative(long word) {
    return word != 0 && !Stubs.contains(word);
  }

  /** The number of slots. */
  public int capacity() {
    return capacity;
  }

  /** The address of the native {@code ht_table}. */
  public long address() {
    return address;
  }

  /** Whether {@link #close} was called. */
  public boolean isClosed() {
    return closed;
  }

  /**
   * Empties the table; of a wrapped one takes out the Java handlers registered through this object,
   * and leaves the rest. A second close does nothing. Does not wait for calls that are under way.
   * Wait-free: as many steps as there are slots, and stubs that ever served them.
   */
  @Override
  public void close() {
    if (emptied) {
      return;
    }
    closed = true;
    limit = 0;
    VarHandle.fullFence(); // pairs with the one in Native.register
    for (int index = 0; index < capacity; index++) {
      long word = word(index);
      if (word != 0
          && (owned || ours(word, index) != null)
          && Native.remove(address, index, word)) {
        Binding binding = ours(word, index); // only now sure to be what was in the slot
        if (binding != null) {
          Stubs.retire(Stubs.number(word), binding);
        }
      }
    }
    stubs.close(); // those that C took out of their slots
    emptied = true;
    Reference.reachabilityFence(this);
  }

  /**
   * The binding of a slot's word, if it goes when we close, or null: C may have brought stubs of
   * other slots and tables; those stay callable.
   */
  private Binding ours(long word, int index) {
    Binding binding = Stubs.contains(word) ? Stubs.binding(word) : null;
    boolean ours = binding != null && (owned ? binding.isAt(address, index) : binding.isOf(this));
    return ours ? binding : null;
  }

  /** Whether this was made when stubs had been recycled more often than so. */
  boolean isYoungerThan(int recycled) {
    return born - recycled > 0;
  }

  private boolean isOutOfBounds(int index) {
    return index < 0 || index >= capacity;
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException(this + " is closed; make a new one");
    }
  }

  @Override
  public String toString() {
    return "HandlerTable[" + capacity + " slots at 0x" + Long.toHexString(address) + "]";
  }

  /**
   * Counts over all tables of this class loader: each that has these classes counts for itself.
   *
   * @param stubs upcall stubs that belong to a slot now, bound or retired
   * @param staleCalls stub calls since the start that did nothing, because the handler had been
   *     unregistered
   * @param refusedCalls stub calls since the start that did nothing, because Java could not be
   *     entered: too little stack or heap, a forked child, or a JVM that is shutting down; and such
   *     as had too little stack to hand on what their handler threw
   */
  public record Stats(long stubs, long staleCalls, long refusedCalls) {}

  /** The counts of now. */
  public static Stats stats() {
    return Stubs.stats();
  }
}
