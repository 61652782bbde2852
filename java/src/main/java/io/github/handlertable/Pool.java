// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import io.github.handlertable.internal.CString;
import io.github.handlertable.internal.Layout;
import io.github.handlertable.internal.Native;
import io.github.handlertable.internal.Upcalls;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Gives tables their stubs, by one lock, and takes them back when a table is unreachable.
 *
 * <p>A stub that comes back is not free at once. A thread may have taken its word out of a slot,
 * and not have read yet what it is bound to: it must not find what somebody else binds it to. So
 * such a thread keeps the {@link #generation} that it began in on its stack, and stubs are free
 * when that of their return, and all before it, are unreachable.
 */
final class Pool {
  /** So many free stubs are left alone: the longer one is free, the rarer are late calls. */
  private static final int RESERVE = Layout.CHUNK_STUBS;

  private static final int EARLIER = Stubs.MAPPED;

  /**
   * The lists of tables that are unreachable, as Gate chains them: each with the one before, and
   * its {@link List}.
   */
  static final AtomicReference<Object[]> RETURNED = new AtomicReference<>();

  private static volatile Object generation = new Object();

  // Guarded by the class's lock:
  private static boolean started; // upcalls
  private static int chunks = EARLIER; // callable
  private static int unused = EARLIER << Layout.CHUNK_SHIFT; // place 0 says that none is left
  private static final int[] FREE = List.empty();
  private static Waiting firstWaiting;
  private static Waiting lastWaiting;
  private static int waiting; // stubs
  private static String whyNoMore;

  private Pool() {}

  /**
   * A list of stubs. An int[], because Gate hands it on, which can't know this class loader's
   * classes; but it asks whether the first one is 0.
   */
  static final class List {
    private static final int FIRST = 0; // plus 1
    private static final int LAST = 1; // plus 1
    private static final int SIZE = 2;

    private List() {}

    static int[] empty() {
      return new int[3];
    }

    /** The first stub plus 1; 0: there is none. Go on by {@link Stubs#next}. */
    static int first(int[] list) {
      synchronized (Pool.class) {
        return list[FIRST];
      }
    }

    private static void prepend(int[] list, int stub) {
      Stubs.setNext(stub, list[FIRST]);
      list[FIRST] = stub + 1;
      if (list[SIZE]++ == 0) {
        list[LAST] = stub + 1;
      }
    }

    /** Moves all of a list to the end of another. */
    private static void move(int[] from, int[] to) {
      if (from[SIZE] == 0) {
        return;
      }
      if (to[SIZE] == 0) {
        to[FIRST] = from[FIRST];
      } else {
        Stubs.setNext(to[LAST] - 1, from[FIRST]);
      }
      to[LAST] = from[LAST];
      to[SIZE] += from[SIZE];
    }

    private static int removeFirst(int[] list) {
      int stub = list[FIRST] - 1;
      list[FIRST] = Stubs.next(stub);
      list[SIZE]--;
      return stub;
    }
  }

  /** Lists that were returned in one generation. */
  private static final class Waiting extends WeakReference<Object> {
    private Object[] lists;
    private Waiting next;

    Waiting(Object generation) {
      super(generation);
    }
  }

  /** A stub for a table, whose list it goes to. Nobody else may bind it. */
  static synchronized int take(int[] list) {
    takeBack();
    int stub;
    if (FREE[List.SIZE] <= RESERVE && (unused % Stubs.CHUNK_NUMBERS != 0 || grow())) {
      stub = unused++;
    } else if (FREE[List.SIZE] != 0) {
      stub = List.removeFirst(FREE);
    } else {
      throw new IllegalStateException(
          "all "
              + taken()
              + " upcall stubs belong to a slot, and no more can be mapped ("
              + whyNoMore
              + "); close tables that are no longer needed");
    }
    List.prepend(list, stub);
    return stub;
  }

  /** Makes another chunk of stubs callable. */
  private static boolean grow() {
    if (!started) {
      Startup.checkRoom(); // the JDK's own classes for upcalls have static initialisers, too
      Upcalls.start(Thrown.class);
      started = true;
    }
    if (chunks < Stubs.CHUNKS) {
      Stubs.add(chunks);
    }
    whyNoMore = CString.from(Native.mapChunk(chunks));
    if (whyNoMore != null) {
      return false;
    }
    unused = chunks++ << Layout.CHUNK_SHIFT | Layout.FIRST_PLACE;
    return true;
  }

  /**
   * To be kept reachable by who takes words out of slots, until he knows what they are bound to.
   */
  static Object generation() {
    return generation;
  }

  /** Sets aside what Gate has returned, and frees what no thread can hold any more. */
  private static void takeBack() {
    if (RETURNED.get() != null) {
      Waiting now = new Waiting(generation);
      Object next = new Object(); // nothing is thrown from here on
      now.lists = RETURNED.getAndSet(null);
      generation = next; // last: a thread that begins with it must not find these stubs in a slot
      for (Object[] list = now.lists; list != null; list = (Object[]) list[0]) {
        waiting += ((int[]) list[1])[List.SIZE];
      }
      if (firstWaiting == null) {
        firstWaiting = now;
      } else {
        lastWaiting.next = now;
      }
      lastWaiting = now;
    }
    // In order: as long as a generation is reachable, later ones wait behind it.
    for (; firstWaiting != null && firstWaiting.refersTo(null); firstWaiting = firstWaiting.next) {
      for (Object[] list = firstWaiting.lists; list != null; list = (Object[]) list[0]) {
        waiting -= ((int[]) list[1])[List.SIZE];
        List.move((int[]) list[1], FREE);
      }
    }
  }

  /** How many stubs belong to a table. */
  static synchronized int stubs() {
    takeBack();
    return taken() - FREE[List.SIZE] - waiting;
  }

  private static int taken() {
    return unused - (EARLIER << Layout.CHUNK_SHIFT) - (chunks - EARLIER) * Layout.FIRST_PLACE;
  }
}
