// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
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

  /** Per slot, the first stub plus 1; by pages, because most of a large table may stay empty. */
  private final int[][] pages;

  SlotStubs(int capacity) {
    pages = new int[(capacity + PAGE - 1) / PAGE][];
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

  /** Retires all stubs: the table closes. */
  void retireAll() {
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
