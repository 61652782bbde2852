// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import io.github.handlertable.Handler;
import io.github.handlertable.HandlerTable;
import io.github.handlertable.NativeHandler;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Two loops to be measured beside one another: one of the product, and one that shows what it could
 * cost at best. Both take the slots in turn, so that no compiler can take an index for a constant;
 * and Java's loops look at what was done, so that none can leave it out.
 *
 * <p>Each pair wants a JVM of its own: what the JIT compiler makes of a loop depends on the calls
 * that it has seen before.
 *
 * @param product makes the loop of the product, with what it needs
 * @param other makes the other
 */
record Pair(String work, String against, Supplier<Pair.Loop> product, Supplier<Pair.Loop> other) {
  /** A power of two. */
  static final int SLOTS = 64;

  private static final int[] INDEXES = IntStream.range(0, SLOTS).toArray();

  /** What the rounds of a loop are a multiple of: the largest batch. */
  static final int ROUNDS = 1024;

  private static final String STUB = "a bare java.lang.foreign stub";
  private static final String JNI = "CallStaticVoidMethod, JNIEnv cached";
  private static final String RUST = "a Rust table";

  /** A loop of some rounds. */
  interface Loop {
    /**
     * @param n a multiple of {@link #ROUNDS}
     * @return how many rounds did what they are for: n
     */
    long run(int n);
  }

  /** All that this JDK can do, those of {@link PendingPairs} too. */
  static List<Pair> all() {
    return here(Stream.of(fires(), changes(), others(), crossings().stream(), PendingPairs.all()));
  }

  /** Those that say most, in some two minutes. */
  static List<Pair> headline() {
    return here(Stream.of(fires(), changes(), PendingPairs.headline()));
  }

  private static List<Pair> here(Stream<Stream<Pair>> pairs) {
    return pairs
        .flatMap(some -> some)
        .filter(pair -> Runtime.version().feature() >= 22 || !pair.against.equals(STUB))
        .filter(pair -> !pair.against.equals(RUST) || Rust.whyNot() == null)
        .toList();
  }

  private static Stream<Pair> fires() {
    return Stream.of(
        new Pair(
            "Java fires an empty slot",
            "an AtomicReferenceArray, null",
            () -> JavaLoops.miss(HandlerTable.create(SLOTS)),
            () -> JavaLoops.miss(new Twins.AtomicArray(SLOTS))),
        new Pair(
            "Java fires a Java handler",
            "an AtomicReferenceArray, a handler",
            () -> JavaLoops.handle(table(counters())),
            () -> JavaLoops.handle(array(counters()))),
        besideEmptyCall("Java fires a native no-op", () -> JavaLoops.handle(natives())),
        besideEmptyCall(
            "Java fires 64 native no-ops, for each", () -> JavaLoops.handleAll(natives(), INDEXES)),
        besideEmptyCall("Java fires a leaf no-op", () -> JavaLoops.handle(leaves())),
        besideEmptyCall(
            "Java fires 64 leaf no-ops, for each", () -> JavaLoops.handleAll(leaves(), INDEXES)),
        new Pair("C fires a Java handler", STUB, Pair::fire, Pair::callStub),
        new Pair("C fires a Java handler", JNI, Pair::fire, Pair::callStatic),
        new Pair("C fires 64 Java handlers, for each", STUB, Pair::fireAll, Pair::callStub),
        new Pair("C fires 64 Java handlers, for each", JNI, Pair::fireAll, Pair::callStatic),
        new Pair(
            "C fires a native no-op",
            "a C array of atomic function pointers",
            Pair::fireNatives,
            Pair::callArray));
  }

  private static Stream<Pair> changes() {
    return Stream.of(
        besideEmptyCall(
            "register and unregister a Java handler",
            () -> JavaLoops.reregister(HandlerTable.create(SLOTS), new Counter())));
  }

  /** Crossings beside a loop that crosses nothing, for {@link Barrier}. */
  static List<Pair> crossings() {
    String nothing = "a no-op called by C";
    return List.of(
        new Pair("an empty JNI call", nothing, JavaLoops::callEmpty, Pair::callNothing),
        new Pair(
            "Java fires a native no-op",
            nothing,
            () -> JavaLoops.handle(natives()),
            Pair::callNothing),
        new Pair("C fires a Java handler", nothing, Pair::fire, Pair::callNothing));
  }

  private static Stream<Pair> others() {
    return Stream.of(
        besideEmptyCall(
            "replace a Java handler", () -> JavaLoops.replace(table(counters()), counters())),
        besideEmptyCall("look at a Java handler", () -> JavaLoops.look(table(counters()))),
        new Pair(
            "C replaces a native no-op",
            "C registers and unregisters it",
            Pair::replaceInC,
            Pair::reregisterInC),
        new Pair("C fires a native no-op at random", RUST, Pair::fireAtRandom, Pair::callRust));
  }

  private static Pair besideEmptyCall(String work, Supplier<Loop> product) {
    return new Pair(work, "an empty JNI call", product, JavaLoops::callEmpty);
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
    return table(NativeSide.NOTHING);
  }

  private static HandlerTable leaves() {
    return table(NativeSide.NOTHING.leaf());
  }

  private static HandlerTable table(NativeHandler everywhere) {
    Handler[] handlers = new Handler[SLOTS];
    Arrays.fill(handlers, everywhere);
    return table(handlers);
  }

  // Loops in C: calls of the table differ from those of an array in the capacity, which is read
  // and compared each time, and in nothing else. Handlers in Java say how often they ran.

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
    Counter[] counters = counters();
    HandlerTable table = table(counters);
    return inC(n -> NativeSide.fireAll(table.address(), INDEXES, n / SLOTS), counters);
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

  private static Loop fireAtRandom() {
    HandlerTable table = natives();
    return inC(n -> NativeSide.fireRandom(table.address(), SLOTS, n, 1));
  }

  private static Loop callRust() {
    IntStream.range(0, SLOTS).forEach(Rust.Table::putNothing);
    return inC(n -> Rust.Table.fireRandom(SLOTS, n, 1));
  }

  private static Loop callNothing() {
    return inC(n -> NativeSide.call(NativeSide.NOTHING.address(), n));
  }

  private static Loop replaceInC() {
    HandlerTable table = natives();
    return inC(n -> NativeSide.replaceInTurn(table.address(), SLOTS, n));
  }

  private static Loop reregisterInC() {
    HandlerTable table = HandlerTable.create(SLOTS);
    return inC(n -> NativeSide.reregisterInTurn(table.address(), SLOTS, n));
  }

  private static void putInArray(long function) {
    for (int index = 0; index < SLOTS; index++) {
      NativeSide.putInArray(index, function);
    }
  }
}
