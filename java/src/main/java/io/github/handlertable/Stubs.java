// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import io.github.handlertable.internal.Native;
import io.github.handlertable.internal.Upcalls;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.LongAdder;

/**
 * The upcall stubs of {@code native/jni/stubs.h} and what each is bound to.
 *
 * <p>A stub belongs to one slot of one table at a time (see {@link SlotStubs}) and is bound, or
 * retired: a retired stub still may be called, by a thread that read the slot before, and then does
 * nothing. Its number tells its chunk, in the upper bits, and its place there.
 */
final class Stubs {
  private static final int CHUNK_SHIFT = 12; // HT_CHUNK_NUMBERS
  private static final int CHUNK_STUBS = 4088; // HT_CHUNK_STUBS
  private static final int STRIDE_SHIFT = 17; // HT_CHUNK_STRIDE
  private static final int STUB_SHIFT = 4; // HT_STUB_SIZE

  /** As many free stubs as this rest: the longer one does, the less likely is a late call. */
  private static final int RESTING = CHUNK_STUBS;

  private static final int MOST_CHUNKS = 16384;

  private static final Binding[][] BINDINGS = new Binding[MOST_CHUNKS][];
  private static final VarHandle BINDING = MethodHandles.arrayElementVarHandle(Binding[].class);

  /** The next stub of the same slot, or the next free one; plus 1, so that 0 is none. */
  private static final int[][] NEXT = new int[MOST_CHUNKS][];

  private static final int BATCH_BYTES = 256; // struct ht_batch: n, done, stubs

  private static ByteBuffer batches;

  private static final LongAdder STALE_CALLS = new LongAdder();

  /** The address of stub 0; whoever has a stub of ours got it after this was written. */
  private static long first;

  // Guarded by the class's lock:
  private static int chunks; // callable
  private static int unused = CHUNK_STUBS - (1 << CHUNK_SHIFT); // next one, unless its chunk ends
  private static int firstFree; // plus 1
  private static int lastFree; // plus 1
  private static int free;
  private static String whyNoMore;

  private Stubs() {}

  /**
   * The one way from native code into Java; called by {@code upcall.c} with a stub, or with ~batch.
   * Throws nothing.
   */
  private static void dispatch(int stub) {
    Throwable aside = Thrown.setAside();
    try {
      if (stub < 0) {
        runBatch(~stub * BATCH_BYTES);
      } else if (!run(stub)) {
        STALE_CALLS.increment();
      }
    } catch (Throwable throwable) {
      Thrown.caught(throwable);
    }
    Thrown.putBack(aside);
  }

  /** Runs the handler that a stub is bound to. false: there is none. */
  static boolean run(int stub) {
    Binding binding = binding(stub);
    if (binding == null || !binding.isLive(stub)) {
      return false;
    }
    binding.handler.handle();
    return true;
  }

  /** Runs a struct ht_batch, up to the first stub without a handler. */
  private static void runBatch(int batch) {
    int n = batches.getInt(batch);
    int done = 0;
    boolean live = true;
    while (live && done < n) {
      try {
        live = run(batches.getInt(batch + 8 + done * Integer.BYTES));
      } catch (Throwable throwable) {
        Thrown.caught(throwable);
      }
      if (live) {
        done++;
      }
    }
    batches.putInt(batch + 4, done);
  }

  static long address(int stub) {
    return first
        + ((long) (stub >>> CHUNK_SHIFT) << STRIDE_SHIFT)
        + (place(stub) << STUB_SHIFT);
  }

  /** The number of the stub at this address, or -1. */
  static int at(long address) {
    long offset = address - first;
    long chunk = offset >> STRIDE_SHIFT;
    if (chunk < 0 || chunk >= MOST_CHUNKS || BINDINGS[(int) chunk] == null) {
      return -1;
    }
    int stub = (int) chunk << CHUNK_SHIFT | place((int) (offset >> STUB_SHIFT));
    return place(stub) < CHUNK_STUBS && address(stub) == address ? stub : -1;
  }

  /** The stub's binding, or null. */
  static Binding binding(int stub) {
    return (Binding) BINDING.getAcquire(BINDINGS[stub >>> CHUNK_SHIFT], place(stub));
  }

  /** Binds a retired stub. false: it is bound already. */
  static boolean bind(int stub, Binding binding) {
    return BINDING.compareAndSet(BINDINGS[stub >>> CHUNK_SHIFT], place(stub), null, binding);
  }

  /** Retires a stub. Returns its binding; null if somebody else retired it. */
  static Binding retire(int stub) {
    return (Binding) BINDING.getAndSet(BINDINGS[stub >>> CHUNK_SHIFT], place(stub), null);
  }

  /** Retires a stub if it still has this binding. */
  static void retire(int stub, Binding binding) {
    BINDING.compareAndSet(BINDINGS[stub >>> CHUNK_SHIFT], place(stub), binding, null);
  }

  /** A retired stub that belongs to no slot. */
  static synchronized int take() {
    if (free <= RESTING && (place(unused) < CHUNK_STUBS || grow())) {
      return unused++;
    }
    if (free == 0) {
      throw new IllegalStateException(
          "all "
              + taken()
              + " upcall stubs belong to a slot, and no more can be mapped ("
              + whyNoMore
              + "); close tables that are no longer needed");
    }
    int stub = firstFree - 1;
    firstFree = next(stub);
    free--;
    return stub;
  }

  /** Makes another chunk of stubs callable. */
  private static boolean grow() {
    if (first == 0) {
      start();
    }
    if (chunks == Native.chunks()) {
      whyNoMore = chunks == 1 ? "the library's file can't be mapped again" : "that is the most";
      return false;
    }
    Binding[] bindings = new Binding[CHUNK_STUBS];
    int[] next = new int[CHUNK_STUBS];
    whyNoMore = Native.mapChunk(chunks);
    if (whyNoMore != null) {
      return false;
    }
    BINDINGS[chunks] = bindings;
    NEXT[chunks] = next;
    unused = chunks++ << CHUNK_SHIFT;
    return true;
  }

  private static void start() {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      batches = Native.batches().order(ByteOrder.nativeOrder());
      MethodType type = MethodType.methodType(void.class, int.class);
      first =
          Upcalls.start(
              lookup.findStatic(Stubs.class, "dispatch", type), Stubs.class, Thrown.class);
      Thread stop = new Thread(Native::stopUpcalls, "handler-table shutdown");
      Runtime.getRuntime().addShutdownHook(stop);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    } catch (IllegalStateException shuttingDown) {
      Native.stopUpcalls();
    }
  }

  /** Takes back a slot's stubs, a chain by {@link #next}; nobody can reach the slot any more. */
  static synchronized void giveBack(int chain) {
    while (chain != 0) {
      int stub = chain - 1;
      chain = next(stub);
      setNext(stub, 0);
      if (free++ == 0) {
        firstFree = stub + 1;
      } else {
        setNext(lastFree - 1, stub + 1);
      }
      lastFree = stub + 1;
    }
  }

  static int next(int stub) {
    return NEXT[stub >>> CHUNK_SHIFT][place(stub)];
  }

  /** Only for a stub that is in no chain yet. */
  static void setNext(int stub, int chain) {
    NEXT[stub >>> CHUNK_SHIFT][place(stub)] = chain;
  }

  private static int place(int stub) {
    return stub & (1 << CHUNK_SHIFT) - 1;
  }

  private static int taken() {
    return (unused >> CHUNK_SHIFT) * CHUNK_STUBS + place(unused);
  }

  static synchronized HandlerTable.Stats stats() {
    return new HandlerTable.Stats(taken() - free, STALE_CALLS.sum(), Native.refused());
  }
}
