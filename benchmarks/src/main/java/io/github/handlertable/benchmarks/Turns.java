// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import com.google.gson.Gson;
import io.github.handlertable.benchmarks.report.Paired;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs the two loops of a pair in turn, a fifth of a millisecond each: one and then the other, and
 * next time the other way round. A round compares the fastest of five of each. A JVM of its own for
 * each pair; every second one also makes and warms up the other loop first, for a loop may be
 * compiled otherwise if something ran before.
 */
final class Turns {
  private static final String RESULT = "result: ";
  private static final int WARMUPS = 60;

  /** Of a turn: what disturbs only slows down, so a turn's figure is the fastest of these. */
  private static final int PIECES = 5;

  private static final double PIECE_NANOS = 2e5;

  /** In so many calls a loop is compiled as a whole, and not from its middle. */
  private static final int FIRST_CALLS = 2_000;

  /** Its clock stands still while other processes have the processor. */
  private static final ThreadMXBean THREAD = ManagementFactory.getThreadMXBean();

  private Turns() {}

  /** The name of a pair, the number of the JVM, and how many rounds. */
  public static void main(String[] arguments) {
    Pair pair =
        Pair.all().stream()
            .filter(it -> it.toString().equals(arguments[0]))
            .findFirst()
            .orElseThrow();
    boolean otherFirst = Integer.parseInt(arguments[1]) % 2 != 0;
    int rounds = Integer.parseInt(arguments[2]);
    Paired.Jvm result = measure(pair, otherFirst, FIRST_CALLS, WARMUPS, rounds);
    System.out.println(RESULT + new Gson().toJson(result));
  }

  /**
   * What a JVM that ran this found.
   *
   * @throws IllegalStateException if it failed
   */
  static Paired.Jvm result(ChildJvm child) {
    String result = MemoryUse.last(child, RESULT);
    if (child.exitCode() != 0 || result == null) {
      throw new IllegalStateException(String.join("\n", child.output()));
    }
    return new Gson().fromJson(result, Paired.Jvm.class);
  }

  static Paired.Jvm measure(
      Pair pair, boolean otherFirst, int firstCalls, int warmups, int rounds) {
    Watch early = new Watch((otherFirst ? pair.other() : pair.product()).get());
    Watch late = new Watch((otherFirst ? pair.product() : pair.other()).get());
    for (int call = 0; call < firstCalls; call++) {
      early.time(Pair.ROUNDS);
      late.time(Pair.ROUNDS);
    }
    List<Double> product = new ArrayList<>();
    List<Double> other = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    for (int turn = -warmups; turn < rounds; turn++) {
      double earlyBest = Double.MAX_VALUE;
      double lateBest = Double.MAX_VALUE;
      for (int piece = 0; piece < PIECES; piece++) {
        if ((turn + piece) % 2 == 0) {
          earlyBest = Math.min(earlyBest, early.time());
          lateBest = Math.min(lateBest, late.time());
        } else {
          lateBest = Math.min(lateBest, late.time());
          earlyBest = Math.min(earlyBest, early.time());
        }
      }
      if (turn >= 0) {
        product.add(otherFirst ? lateBest : earlyBest);
        other.add(otherFirst ? earlyBest : lateBest);
        ratios.add(product.get(turn) / other.get(turn));
      }
    }
    return new Paired.Jvm(
        Paired.quantile(ratios, 0.5),
        Paired.quantile(ratios, 0.25),
        Paired.quantile(ratios, 0.75),
        Paired.quantile(product, 0.5),
        Paired.quantile(other, 0.5));
  }

  private static final class Watch {
    private final Pair.Loop loop;

    /** How many rounds a piece takes. It only grows: a pause of the machine is no reason. */
    private int n = Pair.ROUNDS;

    Watch(Pair.Loop loop) {
      this.loop = loop;
    }

    /** Nanoseconds for one round, measured for about one piece. */
    double time() {
      double nanos = time(n);
      n = Math.max(n, (int) (PIECE_NANOS / nanos) / Pair.ROUNDS * Pair.ROUNDS);
      return nanos;
    }

    double time(int rounds) {
      long start = THREAD.getCurrentThreadCpuTime();
      long done = loop.run(rounds);
      long nanos = THREAD.getCurrentThreadCpuTime() - start;
      if (done != rounds) {
        throw new IllegalStateException(done + " of " + rounds + " rounds did what they are for");
      }
      return (double) nanos / rounds;
    }
  }
}
