// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;

/**
 * Where native code enters Java. A stub may be called for ever, so this class must never go, while
 * the rest of the product goes with its class loader: {@code gate.c} defines the copy that is used
 * in a class loader of its own. It refers to no other class of ours. What keeps ours alive is what
 * is bound to a stub, and nothing else.
 *
 * <p>As a Runnable, it does what is left to do when a table is unreachable, or the JVM ends.
 */
public final class Gate implements Runnable {
  private static final int CHUNKS = 1 << 14; // MOST_CHUNKS
  private static final int CHUNK_SHIFT = 12; // HT_CHUNK_NUMBERS
  private static final int PLACE = (1 << CHUNK_SHIFT) - 1;
  private static final VarHandle BINDING = MethodHandles.arrayElementVarHandle(Object[].class);

  /** By chunk and place: what a stub is bound to, an IntConsumer. Filled by Stubs. */
  public static final Object[][] BINDINGS = new Object[CHUNKS][];

  /** Most programs have no other: so they save a load in each call. */
  private static final Object[] FIRST_CHUNK = new Object[1 << CHUNK_SHIFT];

  static {
    BINDINGS[0] = FIRST_CHUNK;
  }

  /** Runs when all shutdown hooks have. */
  private static final Gate END = new Gate(0, null, null, null);

  private final long table;
  private final int[][] stubs;
  private final AtomicReference<Queue<int[][]>> heir;
  private final Queue<int[][]> last;

  /**
   * @param table to be freed; or 0
   * @param stubs to be given back; or null, to stop all upcalls
   * @param heir to be given the stubs
   * @param last to be the heir from now on, and to be given what the one before had; or null
   */
  public Gate(
      long table, int[][] stubs, AtomicReference<Queue<int[][]>> heir, Queue<int[][]> last) {
    this.table = table;
    this.stubs = stubs;
    this.heir = heir;
    this.last = last;
  }

  /** Called by {@code gate.c}, once. */
  static void open() {
    try {
      Thread stop = new Thread(new Gate(0, null, null, null), "handler-table shutdown");
      Runtime.getRuntime().addShutdownHook(stop);
    } catch (IllegalStateException shuttingDown) {
      stop(END);
    }
  }

  @Override
  public void run() {
    if (this == END) {
      end();
    } else if (stubs == null) {
      stop(END);
    } else {
      destroy(table); // first: to add takes heap, and there may be none
      if (last != null) {
        Queue<int[][]> before = heir.getAndSet(last);
        for (int[][] left = before.poll(); left != null; left = before.poll()) {
          last.add(left);
        }
      }
      heir.get().add(stubs);
    }
  }

  /** {@link #dispatch} by JNI. Returns 1: 0 is what JNI makes of an exception. */
  static int enter(int call) {
    dispatch(call);
    return 1;
  }

  /**
   * Called by {@code upcall.c}. Throws only for want of stack.
   *
   * @param call a stub's number; or with a batch's number plus 1 in the bits above, its first stub
   */
  public static void dispatch(int call) {
    int number = call >>> CHUNK_SHIFT & CHUNKS - 1;
    Object[] chunk = number == 0 ? FIRST_CHUNK : BINDINGS[number];
    Object binding = BINDING.getAcquire(chunk, call & PLACE);
    if (binding == null) {
      countStale(call);
    } else {
      ((IntConsumer) binding).accept(call);
    }
  }

  // The natives of gate.c.

  /** Refuses all upcalls from now on, and has {@link #END} run. */
  private static native void stop(Runnable end);

  private static native void end();

  private static native void destroy(long table);

  private static native void countStale(int call);
}
