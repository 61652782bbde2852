// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import io.github.handlertable.internal.Layout;
import io.github.handlertable.internal.Machine;
import io.github.handlertable.internal.MemoryMap;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A native table as its slots and their stubs see it.
 *
 * <p>Each slot has stubs of its own, taken from the pool when it needs one more than it has, which
 * stay with it as long as the table lives: so a late call of any of them finds the slot's handler
 * of now, or none. Those that are bound to nothing, and not ended by close, lie in the slot's
 * stack, but for one that a thread has just taken off.
 */
abstract class Slots extends Shared {
  /**
   * How often a compare-and-swap is tried again after another thread won. Then the operation goes
   * another way, which is dearer but always ends.
   */
  static final int TRIES = 1000;

  private static final int PAGE = 1024;

  /** Apart, because every way into the product initialises HandlerTable before it can start. */
  private static final class Stacks {
    static final VarHandle STACK = MethodHandles.arrayElementVarHandle(long[].class);
    static final VarHandle STACKS = MethodHandles.arrayElementVarHandle(long[][].class);
  }

  /** The part of a stack's word that is its top stub plus 1. */
  private static final long TOP = (1L << 27) - 1;

  /** The rest counts what was taken off: so a swap fails if its top was off, and is on again. */
  private static final long ONE_TAKEN = TOP + 1;

  /** What wakes the event loops that handle in this table, and null. Written under a lock. */
  private volatile Runnable[] loops;

  /** The threads that look at a slot, and are in no operation of this table. */
  private final AtomicInteger readers = new AtomicInteger();

  /** All stubs that this table ever took, a {@link Pool.List}. */
  final int[] stubs = Pool.List.empty();

  /** The stack of each slot; in pages, because most of a large table may stay empty. */
  private final long[][] stacks;

  Slots(long address, int capacity, boolean made) {
    super(address, capacity, made);
    this.stacks = new long[(capacity + PAGE - 1) / PAGE][];
  }

  /**
   * How many slots the table at an address has.
   *
   * @throws IllegalArgumentException if there is none that Java can take
   */
  static int capacityAt(long address) {
    if (address % Layout.CACHE_LINE != 0
        || !MemoryMap.isWritable(address, Layout.CACHE_LINE)
        || Machine.read(address + Layout.HEADER_ABI) != Layout.ABI) {
      throw new IllegalArgumentException(
          "no table at 0x"
              + Long.toHexString(address)
              + "; pass an ht_table * of ht_create or HT_DEFINE, from the same version of the header");
    }
    long capacity = Machine.read(address + Layout.HEADER_CAPACITY);
    if (capacity < 0
        || capacity > LARGEST
        || !MemoryMap.isWritable(address, Layout.CACHE_LINE + capacity * Long.BYTES)) {
      throw new IllegalArgumentException(
          "the table at 0x"
              + Long.toHexString(address)
              + " has "
              + Long.toUnsignedString(capacity)
              + " slots; Java takes up to "
              + LARGEST
              + ", all in writable memory");
    }
    return (int) capacity;
  }

  /** To be called before an event loop first looks at {@code closed}. */
  final void addLoop(Runnable wake) {
    synchronized (stacks) {
      List<Runnable> all = new ArrayList<>(loops == null ? List.of() : Arrays.asList(loops));
      all.removeIf(Objects::isNull);
      all.add(wake);
      loops = all.toArray(new Runnable[0]);
    }
  }

  /** Takes no heap: a loop may end for want of it. */
  final void removeLoop(Runnable wake) {
    synchronized (stacks) {
      for (int i = 0; i < loops.length; i++) {
        loops[i] = loops[i] == wake ? null : loops[i];
      }
    }
  }

  /** When {@code closed} is set: a loop that has not seen that is found here, and woken. */
  final void wakeLoops() {
    Runnable[] now = loops;
    for (int i = 0; now != null && i < now.length; i++) {
      Runnable wake = now[i];
      if (wake != null) {
        wake.run();
      }
    }
  }

  /** What a slot holds; the index is within bounds. The caller keeps this table reachable. */
  final long word(int index) {
    return Machine.read(address + Layout.CACHE_LINE + (long) index * Long.BYTES);
  }

  /** The same of any index: 0 where there is no slot. */
  final long wordIfAny(int index) {
    return isOutOfBounds(index) ? 0 : word(index);
  }

  /**
   * To be called before a look at a slot by who came here from a stub: C may free a table of its
   * own that is closed. false: it is. This thread writes {@code readers}, then reads {@code
   * closed}; the closing thread writes {@code closed}, then reads {@code readers}, in {@link
   * #awaitReaders}.
   */
  final boolean beginReading() {
    readers.incrementAndGet();
    if (closed) {
      readers.decrementAndGet();
      return false;
    }
    return true;
  }

  final void endReading() {
    readers.decrementAndGet();
  }

  /** To be called when {@code closed} is set, and before C may free this table. */
  final void awaitReaders() {
    while (readers.get() != 0) {
      Thread.yield(); // they wait for nobody
    }
  }

  /**
   * A stub of this slot that is bound to nothing; no other change takes it until it is put back.
   */
  final int take(int index) {
    long[] page = page(index / PAGE);
    for (int tries = 0; tries < TRIES; tries++) {
      long stack =
          (long) Stacks.STACK.getAcquire(page, index % PAGE); // pairs with the swap of putBack
      int top = (int) (stack & TOP);
      if (top == 0) {
        break;
      }
      // While this thread reads what is below the top, another one may have taken the top off and
      // write there, in putBack. Then the count differs, and this thread's swap fails.
      long rest = (stack & ~TOP) + ONE_TAKEN | Stubs.below(top - 1);
      if (Stacks.STACK.compareAndSet(page, index % PAGE, stack, rest)) {
        return top - 1;
      }
    }
    return takeNew();
  }

  /** The same, but one that this slot never had. */
  final int takeNew() {
    return Pool.take(stubs);
  }

  /** Puts a stub back: by who ended its binding, or took it and did not bind it. */
  final void putBack(int index, int stub) {
    long[] page = page(index / PAGE);
    for (int tries = 0; tries < TRIES; tries++) {
      long stack = (long) Stacks.STACK.getOpaque(page, index % PAGE);
      Stubs.setBelow(stub, (int) (stack & TOP));
      if (Stacks.STACK.compareAndSet(page, index % PAGE, stack, stack & ~TOP | stub + 1)) {
        return;
      }
    } // else it stays with the table, unused
  }

  private long[] page(int number) {
    long[] page = (long[]) Stacks.STACKS.getAcquire(stacks, number);
    if (page == null) {
      long[] created = new long[PAGE];
      long[] other = (long[]) Stacks.STACKS.compareAndExchange(stacks, number, null, created);
      page = other == null ? created : other;
    }
    return page;
  }
}
