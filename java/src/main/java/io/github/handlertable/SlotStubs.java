// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import io.github.handlertable.internal.Upcalls;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;

/**
 * The stubs that belong to each slot of one table object. A slot's stubs are a chain that only
 * grows: a late call of any of them then finds the slot's handler of now, or none, but never
 * another slot's. A chain is as long as there ever were bound stubs at once: of registrants, and
 * what C took out of the slot.
 */
final class SlotStubs {
  private static final int PAGE = 1024;
  private static final VarHandle CHAIN = MethodHandles.arrayElementVarHandle(int[].class);
  private static final VarHandle CHAINS = MethodHandles.arrayElementVarHandle(int[][].class);

  /**
   * By address of a table that C owns: the stubs of its wraps that are garbage but were not closed.
   * The table lives on, and with it the promise to late calls: so they stay with its slots.
   */
  private static final Map<Long, Queue<int[][]>> LEFT = new ConcurrentHashMap<>();

  /** Per slot, the first stub plus 1; by pages, because most of a large table may stay empty. */
  private final int[][] pages;

  /**
   * Where the pages go when nobody can reach the table object any more. A table that was made in
   * Java shares this with its wraps: while it lives, their stubs stay with its slots.
   */
  private final AtomicReference<Queue<int[][]>> heir;

  /** Where they go after a close; null: that changes nothing. */
  private final Queue<int[][]> heirAfterClose;

  private SlotStubs(
      int[][] pages, AtomicReference<Queue<int[][]>> heir, Queue<int[][]> heirAfterClose) {
    this.pages = pages;
    this.heir = heir;
    this.heirAfterClose = heirAfterClose;
  }

  /** Of a table that is made in Java. */
  static SlotStubs ofCreated(int capacity) {
    return new SlotStubs(
        new int[pages(capacity)][], new AtomicReference<>(new ConcurrentLinkedQueue<>()), null);
  }

  /** Of a wrap of such a table. */
  static SlotStubs ofWrap(int capacity, SlotStubs created) {
    int[][] pages = created.heir.get().poll();
    return new SlotStubs(orNew(pages, capacity), created.heir, null);
  }

  /** Of a wrap of a table that C owns. */
  static SlotStubs ofC(int capacity, long address) {
    Queue<int[][]> left = LEFT.computeIfAbsent(address, key -> new ConcurrentLinkedQueue<>());
    int[][] pages = left.poll();
    if (pages != null && pages.length != pages(capacity)) {
      Stubs.RETURNED.add(pages); // C has made another table there
      pages = null;
    }
    return new SlotStubs(orNew(pages, capacity), new AtomicReference<>(left), Stubs.RETURNED);
  }

  private static int[][] orNew(int[][] pages, int capacity) {
    if (pages == null) {
      return new int[pages(capacity)][];
    }
    Stubs.recycle();
    return pages;
  }

  private static int pages(int capacity) {
    return (capacity + PAGE - 1) / PAGE;
  }

  /**
   * Binds a stub of this slot, a new one if all are bound. Ends: a failed compare-and-swap means
   * that the chain grew by another registrant's stub.
   */
  int bind(int index, Binding binding) {
    int[] page = page(index / PAGE);
    int place = index % PAGE;
    int chain = (int) CHAIN.getAcquire(page, place);
    for (int next = chain; next != 0; next = Stubs.next(next - 1)) {
      if (Stubs.bind(next - 1, binding)) {
        return next - 1;
      }
    }
    int stub = Stubs.take();
    Stubs.bind(stub, binding);
    do {
      chain = (int) CHAIN.getAcquire(page, place);
      Stubs.setNext(stub, chain);
    } while (!CHAIN.compareAndSet(page, place, chain, stub + 1));
    return stub;
  }

  private int[] page(int number) {
    int[] page = (int[]) CHAINS.getAcquire(pages, number);
    if (page == null) {
      int[] created = new int[PAGE];
      int[] other = (int[]) CHAINS.compareAndExchange(pages, number, null, created);
      page = other == null ? created : other;
    }
    return page;
  }

  /** Retires all stubs: the table closes. */
  void close() {
    if (heirAfterClose != null) {
      heir.set(heirAfterClose);
    }
    forEachChain(
        pages,
        chain -> {
          for (int next = chain; next != 0; next = Stubs.next(next - 1)) {
            Stubs.retire(next - 1);
          }
        });
  }

  /** What is to be done when nobody can reach the table object any more. */
  Runnable release(long memory) {
    return Upcalls.release(memory, pages, heir, memory == 0 ? null : Stubs.RETURNED);
  }

  static void forEachChain(int[][] pages, IntConsumer action) {
    for (int number = 0; number < pages.length; number++) {
      int[] page = (int[]) CHAINS.getAcquire(pages, number);
      for (int place = 0; page != null && place < PAGE; place++) {
        int chain = (int) CHAIN.getAcquire(page, place);
        if (chain != 0) {
          action.accept(chain);
        }
      }
    }
  }
}
