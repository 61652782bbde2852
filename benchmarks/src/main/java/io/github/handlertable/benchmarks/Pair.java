// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import io.github.handlertable.Handler;
import io.github.handlertable.HandlerTable;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Two loops to be measured beside one another: one of ours and its floor. Both take the slots in
 * turn, so that no compiler can take an index for a constant; and Java's loops look at what was
 * done, so that none can leave it out.
 *
 * <p>Each pair wants a JVM of its own: what the JIT compiler makes of a loop depends on the calls
 * that it has seen before.
 *
 * @param ours makes the loop, with what it needs
 */
record Pair(String work, String against, Supplier<Pair.Loop> ours, Supplier<Pair.Loop> floor) {
  /** A power of two. */
  static final int SLOTS = 64;

  private static final String STUB = "a bare java.lang.foreign stub";
  private static final String JNI = "CallStaticVoidMethod, JNIEnv cached";
  private static final String EMPTY = "an empty JNI call";

  /** A loop of some rounds. */
  interface Loop {
    /**
     * @param n a multiple of {@link #SLOTS}
     * @return how many rounds did what they are for: n
     */
    long run(int n);
  }

  /** All that this JDK can do. */
  static List<Pair> all() {
    return Stream.of(
            new Pair("C fires a Java handler", STUB, Pair::fire, Pair::callStub),
            new Pair("C fires a Java handler", JNI, Pair::fire, Pair::callStatic),
            new Pair("C fires 64 Java handlers, for each", STUB, Pair::fireAll, Pair::callStub),
            new Pair("C fires 64 Java handlers, for each", JNI, Pair::fireAll, Pair::callStatic),
            new Pair(
                "C fires a native no-op",
                "a C array of atomic function pointers",
                Pair::fireNatives,
                Pair::callArray),
            new Pair("Java fires a native no-op", EMPTY, () -> handle(natives()), Pair::callEmpty),
            new Pair(
                "Java fires 64 native no-ops, for each", EMPTY, Pair::handleAll, Pair::callEmpty),
            new Pair(
                "Java fires an empty slot",
                "an AtomicReferenceArray, null",
                () -> miss(HandlerTable.create(SLOTS)),
                () -> miss(new Twins.AtomicArray(SLOTS))),
            new Pair(
                "Java fires a Java handler",
                "an AtomicReferenceArray, a handler",
                () -> handle(table(counters())),
                () -> handle(array(counters()))),
            new Pair(
                "register and unregister a Java handler", EMPTY, Pair::reregister, Pair::callEmpty))
        .filter(pair -> Runtime.version().feature() >= 22 || !pair.against.equals(STUB))
        .toList();
  }

  @Override
  public String toString() {
    return work + " / " + against;
  }

  private static Counter[] counters() {
    return Stream.generate(Counter::new).limit(SLOTS).toArray(Counter[]::new);
  }

  private static HandlerTable table(Handler... handlers) {
    HandlerTable table = HandlerTable.create(SLOTS);
    for (int index = 0; index < SLOTS; index++) {
      table.register(index, handlers[index]);
    }
    return table;
  }

  private static Twins.AtomicArray array(Handler... handlers) {
    Twins.AtomicArray array = new Twins.AtomicArray(SLOTS);
    for (int index = 0; index < SLOTS; index++) {
      array.register(index, handlers[index]);
    }
    return array;
  }

  private static HandlerTable natives() {
    Handler[] handlers = new Handler[SLOTS];
    Arrays.fill(handlers, NativeSide.NOTHING);
    return table(handlers);
  }

  // Loops in C. Handlers in Java say how often they ran.

  private static Loop inC(IntConsumer loop, Counter... counters) {
    return n -> {
      long before = sum(counters);
      loop.accept(n);
      return counters.length == 0 ? n : sum(counters) - before;
    };
  }

  private static long sum(Counter[] counters) {
    long sum = 0;
    for (Counter counter : counters) {
      sum += counter.count;
    }
    return sum;
  }

  private static Loop fire() {
    Counter[] counters = counters();
    HandlerTable table = table(counters);
    return inC(n -> NativeSide.fireInTurn(table.address(), SLOTS, n), counters);
  }

  private static Loop fireAll() {
    int[] indexes = IntStream.range(0, SLOTS).toArray();
    Counter[] counters = counters();
    HandlerTable table = table(counters);
    return inC(n -> NativeSide.fireAll(table.address(), indexes, n / SLOTS), counters);
  }

  /** One stub for all slots: with one for each, it would compete for the instruction cache. */
  private static Loop callStub() {
    Counter counter = new Counter();
    putInArray(Foreign.callback(counter).address());
    return inC(n -> NativeSide.callArrayInTurn(SLOTS, n), counter);
  }

  private static Loop callStatic() {
    return inC(NativeSide::callStatic);
  }

  private static Loop fireNatives() {
    HandlerTable table = natives();
    return inC(n -> NativeSide.fireInTurn(table.address(), SLOTS, n));
  }

  private static Loop callArray() {
    putInArray(NativeSide.NOTHING.address());
    return inC(n -> NativeSide.callArrayInTurn(SLOTS, n));
  }

  private static void putInArray(long function) {
    for (int index = 0; index < SLOTS; index++) {
      NativeSide.putInArray(index, function);
    }
  }

  // Loops in Java.

  private static Loop callEmpty() {
    return n -> {
      for (int i = 0; i < n; i++) {
        NativeSide.empty();
      }
      return n;
    };
  }

  // One at a time, they end at the first that goes wrong. To count would take a word on the stack,
  // and the fence of a call into C waits until that is written.

  private static Loop handle(HandlerTable table) {
    return n -> {
      for (int i = 0; i < n; i++) {
        if (!table.handle(i & (SLOTS - 1))) {
          return i;
        }
      }
      return n;
    };
  }

  private static Loop handle(Twins.AtomicArray array) {
    return n -> {
      for (int i = 0; i < n; i++) {
        if (!array.handle(i & (SLOTS - 1))) {
          return i;
        }
      }
      return n;
    };
  }

  private static Loop miss(HandlerTable table) {
    return n -> {
      for (int i = 0; i < n; i++) {
        if (table.handle(i & (SLOTS - 1))) {
          return i;
        }
      }
      return n;
    };
  }

  private static Loop miss(Twins.AtomicArray array) {
    return n -> {
      for (int i = 0; i < n; i++) {
        if (array.handle(i & (SLOTS - 1))) {
          return i;
        }
      }
      return n;
    };
  }

  private static Loop handleAll() {
    int[] indexes = IntStream.range(0, SLOTS).toArray();
    HandlerTable table = natives();
    return n -> {
      long handled = 0;
      for (int i = 0; i < n / SLOTS; i++) {
        handled += table.handleAll(indexes);
      }
      return handled;
    };
  }

  private static Loop reregister() {
    Handler handler = new Counter();
    HandlerTable table = HandlerTable.create(SLOTS);
    return n -> {
      for (int i = 0; i < n; i++) {
        int slot = i & (SLOTS - 1);
        if (!table.register(slot, handler) || table.unregister(slot).isEmpty()) {
          return i;
        }
      }
      return n;
    };
  }
}
