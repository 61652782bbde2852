// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import io.github.handlertable.internal.Native;
import io.github.handlertable.internal.Upcalls;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The upcall stubs of {@code native/jni/stubs.h} and what each is bound to.
 *
 * <p>A stub belongs to one slot of one table at a time (see {@link SlotStubs}) and is bound, or
 * retired: a retired stub still may be called, by a thread that read the slot before, and then does
 * nothing. Its number tells its chunk, in the upper bits, and its place there.
 */
final class Stubs {
  private static final int CHUNK_SHIFT = 12; // HT_CHUNK_NUMBERS
  private static final int CHUNK_NUMBERS = 1 << CHUNK_SHIFT;
  private static final int CHUNK_STUBS = 4088; // HT_CHUNK_STUBS
  private static final int FIRST_PLACE = CHUNK_NUMBERS - CHUNK_STUBS; // HT_FIRST_PLACE
  private static final int STRIDE_SHIFT = 17; // HT_CHUNK_STRIDE
  private static final int STUB_SHIFT = 4; // HT_STUB_SIZE

  /** As many free stubs as this rest: the longer one does, the less likely is a late call. */
  private static final int RESTING = CHUNK_STUBS;

  private static final long FIRST = Native.placeStubs();
  private static final int EARLIER = Native.mappedChunks();
  private static final int CHUNKS = Native.chunks();
  private static final long SPAN = (long) CHUNKS << STRIDE_SHIFT;

  /** Only what native code may call keeps us alive, see {@code Gate}. */
  private static final Object[][] BINDINGS = Upcalls.BINDINGS;

  private static final Object[] FIRST_CHUNK = BINDINGS[0];

  private static final VarHandle BINDING = MethodHandles.arrayElementVarHandle(Object[].class);

  /**
   * By place alone: the handler bound last there, if none was retired since. A guess, for upcalls:
   * see Binding.run. Plain: it counts only beside the binding, which was read by acquire before.
   */
  private static final Handler[] GUESSES = new Handler[CHUNK_NUMBERS];

  /** The next stub of the same slot, or the next free one; plus 1, so that 0 is none. */
  private static final int[][] NEXT = new int[CHUNKS][];

  private static final int BATCH_SHIFT = 26; // HT_CALL_BATCH_SHIFT
  private static final int BATCH_BYTES = 64; // struct ht_batch
  private static final ByteBuffer BATCHES = Native.batches().order(ByteOrder.nativeOrder());

  /** The stubs of tables that nobody can reach any more, as SlotStubs keeps them. */
  static final Queue<int[][]> RETURNED = new ConcurrentLinkedQueue<>();

  /** See {@link #recycled}. Written with the class's lock. */
  private static volatile int recycled;

  // Guarded by the class's lock:
  private static boolean started; // upcalls
  private static int chunks = EARLIER; // callable
  private static int unused = EARLIER << CHUNK_SHIFT; // at place 0: none is left
  private static int firstFree; // plus 1
  private static int lastFree; // plus 1
  private static int free;
  private static String whyNoMore;

  private Stubs() {}

  /**
   * Does a call, as {@code Gate.dispatch} describes it, of the stub with this binding. Throws
   * nothing.
   */
  static void upcall(Binding binding, int call) {
    Throwable aside = Thrown.setAside();
    try {
      int batch = call >>> BATCH_SHIFT;
      if (batch != 0) {
        runBatch((batch - 1) * BATCH_BYTES);
      } else if (!binding.run(call, GUESSES[place(call)])) {
        Native.countStale(call);
      }
    } catch (Throwable throwable) {
      Thrown.caught(throwable);
    } finally {
      Thrown.putBack(aside);
    }
  }

  /** Runs the handler that the stub at an address is bound to. false: there is none. */
  static boolean run(long address) {
    Binding binding = binding(address);
    return binding != null && binding.run(address);
  }

  /** Does a struct ht_batch, up to the first slot with something else than a bound stub. */
  private static void runBatch(int batch) {
    long slots = BATCHES.getLong(batch + 8);
    long indexes = BATCHES.getLong(batch + 16);
    int n = BATCHES.getInt(batch + 24);
    long capacity = BATCHES.getLong(batch + 40);
    int done = 0;
    int handled = 0;
    try {
      while (done < n) {
        long index = Integer.toUnsignedLong(Native.readInt(indexes + (long) done * Integer.BYTES));
        long word = index < capacity ? Native.read(slots + index * Long.BYTES) : 0;
        if (word == 0) {
          done++;
          continue;
        }
        Throwable aside = Thrown.setAside(); // what an earlier one of this run threw
        boolean ran = true; // also if it throws
        try {
          ran = contains(word) && run(word);
        } catch (Throwable throwable) {
          Thrown.caught(throwable);
        } finally {
          if (ran) {
            done++;
            handled++;
          }
          Thrown.putBack(aside);
        }
        if (!ran) {
          break;
        }
      }
    } finally { // also when there is no stack to keep what a handler threw: C goes on after it
      BATCHES.putInt(batch + 28, done);
      BATCHES.putInt(batch + 32, handled);
    }
  }

  static long address(int stub) {
    return FIRST + ((long) chunk(stub) << STRIDE_SHIFT) + (place(stub) << STUB_SHIFT);
  }

  /** Whether a slot's word is a stub of ours. */
  static boolean contains(long word) {
    return Long.compareUnsigned(word - FIRST, SPAN) < 0;
  }

  /** The number of the stub at an address. */
  static int number(long address) {
    long offset = address - FIRST;
    return (int) (offset >>> STRIDE_SHIFT) << CHUNK_SHIFT | place((int) (offset >>> STUB_SHIFT));
  }

  /** The binding of the stub at an address, or null. */
  static Binding binding(long address) {
    long offset = address - FIRST;
    int number = (int) (offset >>> STRIDE_SHIFT);
    Object[] chunk = number == 0 ? FIRST_CHUNK : BINDINGS[number];
    return (Binding) BINDING.getAcquire(chunk, place((int) (offset >>> STUB_SHIFT)));
  }

  /** Binds a retired stub. false: it is bound already. */
  static boolean bind(int stub, Binding binding) {
    boolean bound = BINDING.compareAndSet(BINDINGS[chunk(stub)], place(stub), null, binding);
    if (bound) {
      GUESSES[place(stub)] = binding.handler;
    }
    return bound;
  }

  /** Retires a stub whatever it is bound to. Only for its table. */
  static void retire(int stub) {
    BINDING.setVolatile(BINDINGS[chunk(stub)], place(stub), null);
    GUESSES[place(stub)] = null;
  }

  /** Retires a stub if it still has this binding. */
  static void retire(int stub, Binding binding) {
    BINDING.compareAndSet(BINDINGS[chunk(stub)], place(stub), binding, null);
    GUESSES[place(stub)] = null; // not to keep it alive, whoever's it is
  }

  /** A retired stub that belongs to no slot. */
  static synchronized int take() {
    takeBack();
    if (free <= RESTING && (place(unused) != 0 || grow())) {
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
    if (!started) {
      Upcalls.start(Thrown.class);
      started = true;
    }
    if (chunks == CHUNKS) {
      whyNoMore = chunks == 1 ? "the library's file can't be mapped again" : "that is the most";
      return false;
    }
    Object[] bindings = chunks == 0 ? FIRST_CHUNK : new Object[CHUNK_NUMBERS];
    int[] next = new int[CHUNK_NUMBERS];
    whyNoMore = Native.mapChunk(chunks);
    if (whyNoMore != null) {
      return false;
    }
    BINDINGS[chunks] = bindings;
    NEXT[chunks] = next;
    unused = chunks++ << CHUNK_SHIFT | FIRST_PLACE;
    return true;
  }

  /**
   * How often stubs became free for other slots, or for another object of their table. Who has
   * taken a stub out of a slot, and then reads its binding, has the one that was in the slot if
   * this is the same as before. (And by that binding he keeps the stub's table reachable, so that
   * the stub stays what it is.)
   */
  static int recycled() {
    return recycled;
  }

  /** To be called when stubs have become free, before anybody binds them. */
  static synchronized void recycle() {
    recycled++;
  }

  private static void takeBack() {
    for (int[][] pages = RETURNED.poll(); pages != null; pages = RETURNED.poll()) {
      recycle();
      SlotStubs.forEachChain(pages, Stubs::takeBack);
    }
  }

  private static void takeBack(int chain) {
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
    return NEXT[chunk(stub)][place(stub)];
  }

  /** Only for a stub that is in no chain yet. */
  static void setNext(int stub, int chain) {
    NEXT[chunk(stub)][place(stub)] = chain;
  }

  private static int chunk(int stub) {
    return stub >>> CHUNK_SHIFT;
  }

  private static int place(int stub) {
    return stub & CHUNK_NUMBERS - 1;
  }

  private static int taken() {
    return unused - (EARLIER << CHUNK_SHIFT) - (chunks - EARLIER) * FIRST_PLACE;
  }

  static synchronized HandlerTable.Stats stats() {
    takeBack();
    return new HandlerTable.Stats(taken() - free, Native.stale(), Native.refused());
  }
}
