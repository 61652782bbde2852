// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import com.google.gson.Gson;
import io.github.handlertable.benchmarks.report.Paired;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;

/**
 * Runs the two loops of a pair in turn, each for about a millisecond: one and then the other, and
 * next time the other way round. A JVM of its own for each pair; every second one also makes and
 * warms up the other loop first, for a loop may be compiled otherwise if something ran before.
 */
final class Turns {
  private static final String RESULT = "result: ";
  private static final int WARMUPS = 60;
  private static final double MILLISECOND = 1e6;

  /** In so many calls a loop is compiled as a whole, and not from its middle. */
  private static final int FIRST_CALLS = 6_000;

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

  /** What a JVM that ran this found; null if it failed. */
  static Paired.Jvm result(ChildJvm child) {
    String result = MemoryUse.last(child, RESULT);
    return child.exitCode() == 0 ? new Gson().fromJson(result, Paired.Jvm.class) : null;
  }

  static Paired.Jvm measure(
      Pair pair, boolean otherFirst, int firstCalls, int warmups, int rounds) {
    Watch early = new Watch((otherFirst ? pair.other() : pair.product()).get());
    Watch late = new Watch((otherFirst ? pair.product() : pair.other()).get());
    for (int call = 0; call < firstCalls; call++) {
      early.time(Pair.ROUNDS);
      late.time(Pair.ROUNDS);
    }
    double[] earlyNanos = new double[rounds];
    double[] lateNanos = new double[rounds];
    for (int turn = -warmups; turn < rounds; turn++) {
      int place = Math.max(turn, 0); // the last warm-up is overwritten
      if (turn % 2 == 0) {
        earlyNanos[place] = early.time();
        lateNanos[place] = late.time();
      } else {
        lateNanos[place] = late.time();
        earlyNanos[place] = early.time();
      }
    }
    double[] product = otherFirst ? lateNanos : earlyNanos;
    double[] other = otherFirst ? earlyNanos : lateNanos;
    double[] ratios = new double[rounds];
    Arrays.setAll(ratios, turn -> product[turn] / other[turn]);
    return new Paired.Jvm(
        Paired.quantile(ratios, 0.5),
        Paired.quantile(ratios, 0.25),
        Paired.quantile(ratios, 0.75),
        Paired.quantile(product, 0.5),
        Paired.quantile(other, 0.5));
  }

  private static final class Watch {
    private final Pair.Loop loop;

    /** How many rounds take a millisecond. It only grows: a pause of the machine is no reason. */
    private int n = Pair.ROUNDS;

    Watch(Pair.Loop loop) {
      this.loop = loop;
    }

    /** Nanoseconds for one round, measured for about a millisecond. */
    double time() {
      double nanos = time(n);
      n = Math.max(n, (int) (MILLISECOND / nanos) / Pair.ROUNDS * Pair.ROUNDS);
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
