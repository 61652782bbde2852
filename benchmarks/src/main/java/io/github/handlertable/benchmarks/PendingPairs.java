// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import io.github.handlertable.Handler;
import io.github.handlertable.HandlerTable;
import io.github.handlertable.PendingEvents;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The pairs of pending events. A raise in C is a function of another file, and so is what it is
 * compared with: one loop calls either. Handling is compared with a batch of the same handlers, for
 * somebody who knows their indexes; before each turn, bits are made pending by plain stores, which
 * cost next to nothing, below summary bits that are set as in a set that is in use.
 *
 * <p>In machine code (gcc 12, x86-64): the fetch_or is a {@code lock or} among 11 instructions; a
 * raise has one too, if nothing else is to be set, and a look at the mask and each level: some 35
 * instructions, and 60 with three levels.
 */
final class PendingPairs {
  private static final int SMALL = 1 << 12;
  private static final int LARGE = 1 << 20;
  private static final int GROUP = Long.SIZE;

  private PendingPairs() {}

  static Stream<Pair> headline() {
    return Stream.of(
            raises(SMALL, 4).limit(1), others().limit(1), new Pattern("1,024", 16, GROUP).pairs())
        .flatMap(pairs -> pairs);
  }

  static Stream<Pair> all() {
    Stream<Pair> handling =
        Stream.of(
                new Pattern("one", 1, 1),
                new Pattern("64", 1, GROUP),
                new Pattern("1,024", 16, GROUP),
                new Pattern("1,024, one a word,", 1024, 1))
            .flatMap(Pattern::pairs);
    return Stream.of(raises(SMALL, 4), raises(LARGE, 6), others(), handling, alone())
        .flatMap(pairs -> pairs);
  }

  /**
   * @param most locked instructions of a raise where nothing is pending
   */
  private static Stream<Pair> raises(int capacity, int most) {
    String against = "a fetch_or called the same way";
    String raises = String.format(Locale.ROOT, "C raises one of %,d, ", capacity);
    return Stream.of(
        new Pair(
            raises + "anew", against, () -> anew("raise", capacity), () -> anew("or", capacity)),
        new Pair(
            raises + "again",
            against,
            () -> again("raise", capacity, GROUP),
            () -> again("or", capacity, GROUP)),
        new Pair(
            raises + "the first",
            most + " of fetch_or",
            () -> first("raise", capacity),
            () -> first("or_" + most, capacity)));
  }

  private static Stream<Pair> others() {
    return Stream.of(
        new Pair(
            "C calls a raiser",
            "ht_raise called the same way",
            PendingPairs::callRaiser,
            () -> again("raise", SMALL, 0)),
        new Pair(
            "Java raises", "an empty JNI call", PendingPairs::raiseInJava, JavaLoops::callEmpty));
  }

  private static Stream<Pair> alone() {
    return Stream.of(
        new Pair(
            "C raises one of 2^20 and handles it",
            "a fetch_or, then ht_handle",
            () -> {
              PendingEvents events = PendingEvents.create(LARGE);
              HandlerTable table = natives(LARGE);
              return n -> NativeSide.raiseAndHandle(table.address(), events.address(), n);
            },
            () -> {
              PendingEvents events = PendingEvents.create(LARGE);
              HandlerTable table = natives(LARGE);
              return n -> NativeSide.setAndHandle(table.address(), events.address(), n);
            }),
        new Pair(
            "Java raises one of 2^20 and handles it",
            "a raise, then handle",
            () -> raiseAndHandle(LARGE, 1),
            () -> raiseThenHandle(LARGE)),
        new Pair(
            "Java raises one of 64 and handles it, and looks again",
            "a raise, then handle",
            () -> raiseAndHandle(GROUP, 2),
            () -> raiseThenHandle(GROUP)));
  }

  /**
   * @param looks how often what is pending is handled for each raise, in all but one for nothing
   */
  private static Pair.Loop raiseAndHandle(int capacity, int looks) {
    PendingEvents events = PendingEvents.create(capacity);
    HandlerTable table = natives(capacity);
    return n -> {
      long handled = 0;
      for (int i = 0; i < n; i++) {
        events.raise(scattered(i, capacity));
        for (int look = 0; look < looks; look++) {
          handled += table.handlePending(events);
        }
      }
      return handled;
    };
  }

  private static Pair.Loop raiseThenHandle(int capacity) {
    PendingEvents events = PendingEvents.create(capacity);
    HandlerTable table = natives(capacity);
    return n -> {
      for (int i = 0; i < n; i++) {
        events.raise(scattered(i, capacity));
        if (!table.handle(scattered(i, capacity))) {
          return i;
        }
      }
      return n;
    };
  }

  /** As in {@code pending.c}. */
  private static int scattered(int i, int capacity) {
    return i * 40503 & capacity - 1;
  }

  private static HandlerTable natives(int capacity) {
    HandlerTable table = HandlerTable.create(capacity);
    IntStream.range(0, capacity).forEach(index -> table.register(index, NativeSide.NOTHING));
    return table;
  }

  // Raises. Those in C are called by the names that raise.c has for them.

  private static long function(String name) {
    return NativeSide.function("ht_bench_" + name);
  }

  /** A set with a group of its own, and all bits above it, for each slot that is taken in turn. */
  private static PendingEvents raised(int capacity) {
    PendingEvents events = PendingEvents.create(capacity);
    IntStream.range(0, Pair.SLOTS).forEach(slot -> events.raise(slot * GROUP));
    return events;
  }

  private static Pair.Loop anew(String name, int capacity) {
    long function = function(name);
    PendingEvents events = raised(capacity);
    return n -> {
      NativeSide.raiseNew(function, events.address(), n);
      return n;
    };
  }

  private static Pair.Loop again(String name, int capacity, int step) {
    long function = function(name);
    PendingEvents events = raised(capacity);
    return n -> {
      NativeSide.raiseInTurn(function, events.address(), step, n);
      return n;
    };
  }

  private static Pair.Loop first(String name, int capacity) {
    long function = function(name);
    PendingEvents events = PendingEvents.create(capacity);
    return n -> {
      NativeSide.raiseFirst(function, events.address(), n);
      return n;
    };
  }

  private static Pair.Loop callRaiser() {
    PendingEvents events = raised(SMALL);
    long raiser = events.raiser(0).address();
    return n -> {
      NativeSide.call(raiser, n);
      return events.isPending(0) ? n : 0;
    };
  }

  private static Pair.Loop raiseInJava() {
    PendingEvents events = raised(SMALL);
    return n -> {
      for (int i = 0; i < n; i++) {
        if (!events.raise((i & Pair.SLOTS - 1) * GROUP)) {
          return i;
        }
      }
      return n;
    };
  }

  /**
   * What is pending at once.
   *
   * @param groups how many, from the first on
   * @param each how many indexes of a group: one, another in each, or all
   */
  private record Pattern(String name, int groups, int each) {
    Stream<Pair> pairs() {
      return Stream.of(
          pair("C handles %s pending, C functions", () -> NativeSide.NOTHING, true),
          pair("C handles %s pending, Java handlers", Counter::new, true),
          pair("Java handles %s pending, C functions", () -> NativeSide.NOTHING, false),
          pair("Java handles %s pending, Java handlers", Counter::new, false));
    }

    private Pair pair(String work, Supplier<Handler> handler, boolean inC) {
      return new Pair(
          String.format(work, name),
          inC ? "ht_handle_all" : "handleAll",
          () -> inC ? handlePendingInC(handler) : handlePending(handler),
          () -> inC ? handleAllInC(handler) : JavaLoops.handleAll(table(handler), indexes()));
    }

    private int[] indexes() {
      return IntStream.range(0, groups * each)
          .map(i -> each == 1 ? i * GROUP + i % GROUP : i)
          .toArray();
    }

    private HandlerTable table(Supplier<Handler> handler) {
      HandlerTable table = HandlerTable.create(groups * GROUP);
      for (int index : indexes()) {
        table.register(index, handler.get());
      }
      return table;
    }

    private PendingEvents pending() {
      PendingEvents events = PendingEvents.create(groups * GROUP);
      IntStream.of(indexes()).forEach(events::raise);
      return events;
    }

    private long[] bits() {
      long[] bits = new long[groups];
      IntStream.of(indexes()).forEach(index -> bits[index / GROUP] |= 1L << index);
      return bits;
    }

    private Pair.Loop handlePendingInC(Supplier<Handler> handler) {
      PendingEvents events = pending();
      HandlerTable table = table(handler);
      long[] bits = bits();
      int turn = indexes().length;
      return n -> NativeSide.handlePending(table.address(), events.address(), bits, n / turn);
    }

    private Pair.Loop handleAllInC(Supplier<Handler> handler) {
      HandlerTable table = table(handler);
      int[] indexes = indexes();
      return n -> NativeSide.fireAll(table.address(), indexes, n / indexes.length);
    }

    private Pair.Loop handlePending(Supplier<Handler> handler) {
      PendingEvents events = pending();
      HandlerTable table = table(handler);
      LongBuffer words =
          NativeSide.groups(events.address()).order(ByteOrder.nativeOrder()).asLongBuffer();
      long[] bits = bits();
      int turn = indexes().length;
      return n -> {
        long handled = 0;
        for (int i = 0; i < n / turn; i++) {
          for (int group = 0; group < bits.length; group++) {
            words.put(2 * group, bits[group]);
          }
          handled += table.handlePending(events);
        }
        return handled;
      };
    }
  }
}
