// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;

/**
 * Where native code enters Java. A stub may be called for ever, so this class must never go, while
 * the rest of the product goes with its class loader: {@code gate.c} defines, in a class loader of
 * its own, the copy that is used. It refers to no other class of the product (javac copies the
 * numbers of Layout). The product's class loader is kept alive by what is bound to a stub, and by
 * nothing else here.
 *
 * <p>As a Runnable, it does what is left to do when a table is unreachable, or the JVM ends.
 */
public final class Gate implements Runnable {
  private static final int PLACE = (1 << Layout.CHUNK_SHIFT) - 1;
  private static final VarHandle BINDING = MethodHandles.arrayElementVarHandle(Object[].class);

  /** By chunk and place: what a stub is bound to, an IntConsumer. Filled by Stubs. */
  public static final Object[][] BINDINGS = new Object[Layout.MOST_CHUNKS][];

  /** Most programs have no other: so they save a load in each call. */
  private static final Object[] FIRST_CHUNK = new Object[PLACE + 1];

  static {
    BINDINGS[0] = FIRST_CHUNK;
  }

  /** Runs as a shutdown hook. */
  private static final Gate STOP_UPCALLS = new Gate();

  /** Runs when all shutdown hooks have. */
  private static final Gate END_THREADS = new Gate();

  private final Long made;
  private final Map<Long, ?> known;
  private final long set;
  private final Object[] stubs;
  private final AtomicReference<Object[]> returned;

  /**
   * What is to be done when nobody can reach a table or a pending set any more. Whatever that takes
   * is allocated now: the heap may be full then.
   *
   * @param made the address of the table, to be freed, or of the set, if Java made it; or 0
   * @param known what it is to be taken out of, with its lock; it is freed in one with that
   * @param set of a set: the struct ht_set, to be freed; else 0
   * @param stubs of a table: to be returned, if the first number is not 0; else null
   * @param returned all that was returned so far: a chain of arrays, each of the one before and a
   *     list of stubs
   */
  public Gate(
      long made, Map<Long, ?> known, long set, int[] stubs, AtomicReference<Object[]> returned) {
    this.made = made;
    this.known = known;
    this.set = set;
    this.stubs = new Object[] {null, stubs};
    this.returned = returned;
  }

  private Gate() {
    this(0, null, 0, null, null);
  }

  /** Called by {@code gate.c}, once. */
  static void open() {
    try {
      Thread hook = new Thread(STOP_UPCALLS, "handler-table shutdown");
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException shuttingDown) {
      STOP_UPCALLS.run();
    }
  }

  /** Called by {@code threads.c} on each thread that it has attached: the JVM sets none. */
  static void attached() {
    Thread.currentThread().setContextClassLoader(ClassLoader.getSystemClassLoader());
  }

  @Override
  public void run() {
    if (this == STOP_UPCALLS) {
      stop(END_THREADS);
    } else if (this == END_THREADS) {
      end();
    } else {
      release();
    }
  }

  private void release() {
    synchronized (known) {
      if (set != 0) {
        freeSet(set);
      } else if (made != 0) {
        destroy(made);
      }
      known.remove(made);
    }
    if (set != 0 || ((int[]) stubs[1])[0] == 0) {
      return; // it never had one; and who drops such tables only may never drain the chain
    }
    do {
      stubs[0] = returned.get();
    } while (!returned.compareAndSet((Object[]) stubs[0], stubs));
  }

  /** {@link #route} by JNI. Returns 1: 0 is what JNI makes of an exception. */
  static int enter(int call) {
    route(call);
    return 1;
  }

  /** {@link #route} by the foreign stub, which ends the process if anything leaves this method. */
  public static void dispatch(int call) {
    try {
      route(call);
    } catch (Throwable throwable) {
      escaped(throwable, call);
    }
  }

  /**
   * Throws only for want of stack.
   *
   * @param call see {@link Layout#CALL_BATCH_SHIFT}
   */
  private static void route(int call) {
    int number = call >>> Layout.CHUNK_SHIFT & Layout.MOST_CHUNKS - 1;
    Object[] chunk = number == 0 ? FIRST_CHUNK : BINDINGS[number];
    Object binding = BINDING.getAcquire(chunk, call & PLACE);
    if (binding == null) {
      countStale(call);
    } else {
      ((IntConsumer) binding).accept(call);
    }
  }

  // The natives of gate.c.

  /** Refuses all upcalls from now on, and has {@code end} run when all shutdown hooks have. */
  private static native void stop(Runnable end);

  private static native void end();

  private static native void destroy(long table);

  private static native void freeSet(long set);

  private static native void countStale(int call);

  /** As {@code upcall.c} does where JNI is the way: keeps the Throwable, and counts the call. */
  private static native void escaped(Throwable throwable, int call);
}
