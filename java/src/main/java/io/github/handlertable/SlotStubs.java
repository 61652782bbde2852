// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

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
 * another slot's. A chain is as long as there ever were registrants of its slot at once, plus one.
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

  /** Where the pages go when nobody can reach the table object any more. */
  final AtomicReference<Queue<int[][]>> heir;

  private SlotStubs(int[][] pages, Queue<int[][]> heir) {
    this.pages = pages;
    this.heir = new AtomicReference<>(heir);
  }

  /** Of a table that goes with its object. */
  SlotStubs(int capacity) {
    this(new int[pages(capacity)][], Stubs.RETURNED);
  }

  /** Of a table that C owns. */
  static SlotStubs ofWrap(long address, int capacity) {
    Queue<int[][]> left = LEFT.computeIfAbsent(address, key -> new ConcurrentLinkedQueue<>());
    int[][] pages = left.poll();
    if (pages != null && pages.length != pages(capacity)) {
      Stubs.RETURNED.add(pages); // C has made another table there
      pages = null;
    }
    return new SlotStubs(pages == null ? new int[pages(capacity)][] : pages, left);
  }

  private static int pages(int capacity) {
    return (capacity + PAGE - 1) / PAGE;
  }

  /**
   * Binds a stub of this slot, a new one if all are bound. Ends: a failed compare-and-swap means
   * that the chain grew, and it has a largest length.
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

  /** Retires all stubs: the table closes. Later they may serve any slot. */
  void close() {
    heir.set(Stubs.RETURNED);
    forEachChain(
        pages,
        chain -> {
          for (int next = chain; next != 0; next = Stubs.next(next - 1)) {
            Stubs.retire(next - 1);
          }
        });
  }

  /** What {@link #forEachChain} takes, for when nobody can reach the table any more. */
  int[][] pages() {
    return pages;
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
