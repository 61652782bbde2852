// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import io.github.handlertable.internal.Native;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.LongAdder;

/**
 * The upcall stubs of {@code native/jni/trampolines.S} and what each is bound to.
 *
 * <p>A stub's number is its place in the code. It belongs to one slot of one table at a time (see
 * {@link SlotStubs}) and is bound, or retired: a retired stub still may be called, by a thread that
 * read the slot before, and then does nothing.
 */
final class Stubs {
  private static final int SIZE = 16; // HT_STUB_SIZE

  private static final long FIRST = Native.startUpcalls(Stubs.class, Thrown.class);
  private static final Binding[] BINDINGS = new Binding[Native.stubs()];
  private static final VarHandle BINDING = MethodHandles.arrayElementVarHandle(Binding[].class);

  /** The next stub of the same slot, or the next free one; plus 1, so that 0 is none. */
  private static final int[] NEXT = new int[BINDINGS.length];

  /** Free stubs, oldest first: the longer one rests, the less likely is a late call. */
  private static int firstFree;

  private static int lastFree;
  private static int unused; // never taken yet: this one and all above
  private static int free;

  private static final LongAdder STALE_CALLS = new LongAdder();

  static {
    Thread stop = new Thread(Native::stopUpcalls, "handler-table shutdown");
    try {
      Runtime.getRuntime().addShutdownHook(stop);
    } catch (IllegalStateException shuttingDown) {
      Native.stopUpcalls();
    }
  }

  private Stubs() {}

  /** The one way from a stub into Java; called by {@code upcall.c}. Throws nothing. */
  private static void dispatch(int stub) {
    Throwable aside = Thrown.setAside();
    try {
      Binding binding = (Binding) BINDING.getAcquire(BINDINGS, stub);
      if (binding != null && binding.isLive(stub)) {
        binding.handler.handle();
      } else {
        STALE_CALLS.increment();
      }
    } catch (Throwable throwable) {
      Thrown.caught(throwable);
    }
    Thrown.putBack(aside);
  }

  static long address(int stub) {
    return FIRST + (long) SIZE * stub;
  }

  /** The number of the stub at this address, or -1. */
  static int at(long address) {
    long offset = address - FIRST;
    boolean isStub = offset >= 0 && offset < (long) SIZE * BINDINGS.length && offset % SIZE == 0;
    return isStub ? (int) (offset / SIZE) : -1;
  }

  /** The stub's binding, or null. */
  static Binding binding(int stub) {
    return (Binding) BINDING.getAcquire(BINDINGS, stub);
  }

  /** Binds a retired stub. false: it is bound already. */
  static boolean bind(int stub, Binding binding) {
    return BINDING.compareAndSet(BINDINGS, stub, null, binding);
  }

  /** Retires a stub. Returns its binding; null if somebody else retired it. */
  static Binding retire(int stub) {
    return (Binding) BINDING.getAndSet(BINDINGS, stub, null);
  }

  /** Retires a stub if it still has this binding. */
  static void retire(int stub, Binding binding) {
    BINDING.compareAndSet(BINDINGS, stub, binding, null);
  }

  /** A retired stub that belongs to no slot. */
  static synchronized int take() {
    if (unused < BINDINGS.length) {
      return unused++;
    }
    if (firstFree == 0) {
      throw new IllegalStateException(
          "all "
              + BINDINGS.length
              + " upcall stubs are in use, so no other slot can take a Java handler;"
              + " close tables that are no longer needed");
    }
    int stub = firstFree - 1;
    firstFree = NEXT[stub];
    free--;
    return stub;
  }

  /** Takes back a slot's stubs, a chain by {@link #next}; nobody can reach the slot any more. */
  static synchronized void giveBack(int chain) {
    while (chain != 0) {
      int stub = chain - 1;
      chain = NEXT[stub];
      NEXT[stub] = 0;
      if (firstFree == 0) {
        firstFree = stub + 1;
      } else {
        NEXT[lastFree - 1] = stub + 1;
      }
      lastFree = stub + 1;
      free++;
    }
  }

  static int next(int stub) {
    return NEXT[stub];
  }

  /** Only for a stub that is in no chain yet. */
  static void setNext(int stub, int chain) {
    NEXT[stub] = chain;
  }

  static synchronized HandlerTable.Stats stats() {
    return new HandlerTable.Stats(unused - free, STALE_CALLS.sum(), Native.refused());
  }
}
