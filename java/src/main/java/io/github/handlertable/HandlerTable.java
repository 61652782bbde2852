// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import io.github.handlertable.internal.Layout;
import io.github.handlertable.internal.Machine;
import io.github.handlertable.internal.Native;
import io.github.handlertable.internal.Upcalls;
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
 * <p>{@link #handle} is wait-free up to the handler, and so are {@link #unregister}, {@link
 * #register} and {@link #replace} but for one case: a slot that needs one more upcall stub than it
 * ever did, as for its first Java handler, or because C has taken the pointers of earlier ones,
 * gets it by a lock. Their steps don't depend on how often the slot was used, nor on what C keeps;
 * but each also ends what C has given back ({@code ht_give_back}) since the last one did. A change
 * that throws StackOverflowError or OutOfMemoryError has done nothing; but beside another change of
 * the same slot, one that finds the heap full may lose what it took out.
 */
public final class HandlerTable extends Slots implements AutoCloseable {
  /** Apart, because every way into the product initialises this class before it can start. */
  static final class Tables extends Known<HandlerTable> {
    static final Tables ALL = new Tables();

    @Override
    int capacityAt(long address) {
      return Slots.capacityAt(address);
    }

    @Override
    HandlerTable make(long address, int capacity) {
      return new HandlerTable(address, capacity, false);
    }
  }

  private static volatile boolean linked;

  /** The capacity while open, then 0: so that {@code handle} has one thing to look at. */
  private volatile int limit;

  private boolean emptied; // close has come to its end; guarded by its lock

  HandlerTable(long address, int capacity, boolean made) {
    super(address, capacity, made);
    this.limit = capacity;
    long memory = made ? address : 0;
    Startup.cleaner.register(
        this, Upcalls.release(memory, Tables.ALL.made, 0, stubs, Pool.RETURNED));
  }

  /**
   * {@return a new table in native memory, with all slots empty} The memory goes when nothing in
   * Java can reach the table any more; a registered Java handler reaches it. So native code that
   * only has its {@link #address} needs somebody in Java to hold on to it, or a Java handler in it.
   *
   * @param capacity the number of slots
   * @throws IllegalArgumentException if the capacity is negative or above 16,777,216
   * @throws OutOfMemoryError if there is not enough native memory
   * @throws UnsatisfiedLinkError if this is the first use of the product and it can't be started,
   *     as where the native library can't be loaded; says why. The next use tries again
   */
  public static HandlerTable create(int capacity) {
    checkCapacity(capacity);
    start();
    return make(capacity);
  }

  private static HandlerTable make(int capacity) {
    Machine.checkStack(); // half a constructor, and the memory would be freed twice
    long address = Native.create(capacity);
    if (address == 0) {
      throw new OutOfMemoryError("no native memory for a table of " + capacity + " slots");
    }
    HandlerTable table;
    try {
      table = new HandlerTable(address, capacity, true);
    } catch (Throwable noHeap) {
      Native.destroy(address);
      throw noHeap;
    }
    Tables.ALL.addMade(table);
    return table;
  }

  /**
   * {@return the table at an address: an {@code ht_table} that C owns, or {@link #create} made}
   *
   * <p><b>There is one object for each native table</b> (in each class loader). This returns the
   * one that is open already, if there is one; so to {@link #close} it closes it for all who use
   * it. The object of a table that C owns is known, with what was registered through it, from its
   * first wrap until it is closed, whether anybody still refers to it or not. Close it before C
   * frees the table, while nobody is in another operation on it; after that, a wrap makes a new
   * object. A table that was made in Java by another class loader is as one that C owns: whoever
   * wraps it keeps it alive.
   *
   * @param address of the {@code ht_table}
   * @throws IllegalArgumentException if there is no table of this version at the address, or it has
   *     more than 16,777,216 slots, or {@link #create} made it and nothing could reach it any more
   * @throws IllegalStateException if {@link #create} of this class loader made it, and it is
   *     closed; or if C has freed a table that was not closed in Java, and made one of another
   *     capacity there, or the class loader that made it has closed it; or if {@code /proc} is not
   *     there to tell
   * @throws UnsatisfiedLinkError as of {@link #create}
   */
  public static HandlerTable wrap(long address) {
    start();
    return Tables.ALL.wrap(address);
  }

  /**
   * Links all that events, changes, upcalls and close need: what first meets the end of the stack,
   * or a full heap, is broken from then on. If it can't, the next call tries again. For every way
   * into the product, and no static initialiser, as of {@link Startup#run}.
   */
  static void start() {
    if (!linked) {
      synchronized (Startup.class) {
        Startup.run();
        if (!linked) {
          Startup.checkRoom();
          HandlerTable table = make(1);
          table.handle(0);
          table.handleAll(0);
          Native.handleRun(table.address, new int[1], 0, 0);
          Changes.link(table);
          table.close();
          linked = true;
        }
      }
    }
  }

  /**
   * Puts a handler into an empty slot. One beside {@link #close} may be put in, then closed: true.
   *
   * @param index of the slot
   * @param handler what its events run from now on
   * @return false if the index is out of bounds or the slot is taken
   * @throws NullPointerException if the handler is null
   * @throws IllegalStateException if this table is closed, or there are no more upcall stubs
   */
  public boolean register(int index, Handler handler) {
    Objects.requireNonNull(handler, "handler; to empty a slot, unregister");
    checkOpen();
    return !isOutOfBounds(index) && Changes.register(this, index, handler);
  }

  /**
   * Puts a handler into a slot, whatever is there; the slot is never empty in between. If a Java
   * handler comes in the place of a Java handler, each call runs the old one or the new one (unless
   * a thousand others come just before the new one); where a C function comes or goes, a call that
   * had read the slot before may do nothing. Does not wait for calls that are under way.
   *
   * @param index of the slot
   * @param handler what its events run from now on
   * @return what {@link #unregister} would have returned; empty if the slot was empty, and is
   *     filled now, or if the index is out of bounds, and nothing is done
   * @throws NullPointerException if the handler is null
   * @throws IllegalStateException if this table is closed, or there are no more upcall stubs
   */
  public Optional<Handler> replace(int index, Handler handler) {
    Objects.requireNonNull(handler, "handler; to empty a slot, unregister");
    checkOpen();
    return isOutOfBounds(index) ? Optional.empty() : Changes.replace(this, index, handler);
  }

  /**
   * {@return what is in a slot now, and stays there; as of {@link #unregister}}
   *
   * @param index of the slot
   * @throws IllegalStateException if this table is closed
   */
  public Optional<Handler> handler(int index) {
    checkOpen();
    return isOutOfBounds(index) ? Optional.empty() : Changes.peek(this, index);
  }

  /**
   * Empties a slot. Does not wait for calls of the handler that are under way. A function pointer
   * that C brought here from another slot or table stays valid.
   *
   * @param index of the slot
   * @return the handler that was in it: the same object that was registered, or for a C function an
   *     equal {@link NativeHandler}; empty if the index is out of bounds or the slot was empty, or
   *     held a function pointer that C had copied and whose registration has ended
   * @throws IllegalStateException if this table is closed
   */
  public Optional<Handler> unregister(int index) {
    checkOpen();
    return isOutOfBounds(index) ? Optional.empty() : Changes.unregister(this, index);
  }

  /**
   * Calls the handler in the slot, on this thread: a Java handler without leaving Java, a C
   * function by one downcall. What it throws comes out of here.
   *
   * @param index of the slot
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
        return Event.handle(this, index, word);
      }
      Thrown.call(word); // from here: behind another look at the slot it costs 3% of a JNI call
      return true;
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /**
   * Handles each index in order, whatever the handlers throw; then throws the first, with the rest
   * suppressed. Skips what is out of bounds. Up to 64 C functions in a row take one downcall. If a
   * handler closes this table, the rest is skipped, but for the rest of such a row.
   *
   * @param indexes of the slots
   * @return how many indexes had a handler
   * @throws IllegalStateException if this table is closed
   */
  public int handleAll(int... indexes) {
    Objects.requireNonNull(indexes, "indexes");
    checkOpen();
    return Batch.handleAll(this, indexes);
  }

  /**
   * Handles each index that is pending in a set, and not masked, when this begins: takes it out of
   * the set, and then handles it, once; throws as {@link #handleAll} does. An index whose slot is
   * empty, or out of this table's bounds, is taken all the same. One that is raised again meanwhile
   * stays pending, or is handled once later in this call, if its turn is still to come. With
   * several consumers, each raise is for one of them.
   *
   * <p>Takes up to 64 at once. What was taken and not handled, because this ends by an error that
   * is not a handler's, or the table is closed meanwhile, is raised again. Beside another thread
   * that waits for the set or handles it, what that one is about to announce may be left for later.
   *
   * @param events the set
   * @return how many indexes had a handler
   * @throws IllegalStateException if this table or the set is closed
   */
  public int handlePending(PendingEvents events) {
    Objects.requireNonNull(events, "events");
    checkOpen();
    events.checkOpen();
    return Taking.handle(this, events);
  }

  /** {@return the number of slots} */
  public int capacity() {
    return capacity;
  }

  /** {@return the address of the native {@code ht_table}} */
  public long address() {
    return address;
  }

  /** {@return whether {@link #close} was called} */
  public boolean isClosed() {
    return closed;
  }

  /**
   * Closes the table <b>for all who use it</b>, for there is one object for each native table. One
   * that was made in Java has no slots for C from then on ({@code ht_capacity} is 0); it is
   * emptied, and whole pages of its slots are given back to the system. What C still writes there,
   * if it had asked for the capacity before, is lost. The addresses stay the table's as long as
   * anything in Java can reach this object. Of a table that C owns, the Java handlers are taken
   * out, wherever C keeps their function pointers, and the C functions left. A second close does
   * nothing, and returns when the first is done. Does not wait for calls that are under way. Takes
   * as many steps as there are slots, and stubs that ever served them.
   */
  @Override
  public void close() {
    Machine.checkStack();
    synchronized (stubs) { // who comes second waits: C may free its table then
      if (!emptied) {
        closed = true;
        limit = 0;
        Changes.close(this);
        Tables.ALL.remove(this); // last: a wrap that finds this object finishes its close
        emptied = true;
      }
    }
    Reference.reachabilityFence(this);
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
   *     unregistered or replaced, or its table closed
   * @param refusedCalls stub calls since the start that could not enter Java (too little stack or
   *     heap, a forked child, a JVM at its end), or had no stack to hand on what was thrown
   */
  public record Stats(long stubs, long staleCalls, long refusedCalls) {}

  /**
   * {@return the counts of now}
   *
   * @throws UnsatisfiedLinkError as of {@link #create}
   */
  public static Stats stats() {
    start();
    GivenBack.endAny();
    return new Stats(Pool.stubs(), Stubs.count(Layout.OF_STALE), Stubs.count(Layout.OF_REFUSED));
  }
}
