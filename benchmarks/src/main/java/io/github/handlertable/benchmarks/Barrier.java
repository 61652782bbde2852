// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import io.github.handlertable.benchmarks.report.Paired;
import io.github.handlertable.benchmarks.report.Variant;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code -XX:+UseSystemMemoryBarrier} gains for each crossing, and what it costs for each
 * safepoint. It is a flag of a whole JVM: so each JVM compares crossings with a loop that crosses
 * nothing, and JVMs with it and without it take turns.
 */
public final class Barrier {
  private static final int JVMS = 5;
  private static final int SAFEPOINTS = 2_000;
  private static final Pattern REACHING = Pattern.compile("Reaching safepoint: +(\\d+) ns");

  private Barrier() {}

  /** See {@code benchmarks/README.md}. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length == 1) {
      makeSafepoints();
      return;
    }
    String whyNot = Absent.whyNot(Variant.BARRIER);
    if (whyNot != null) {
      System.err.println(whyNot);
      System.exit(1);
    }
    System.out.println("| work | JVM as it is | with the flag | it saves |");
    System.out.println("| --- | --- | --- | --- |");
    for (Pair pair : Pair.crossings()) {
      compareCrossings(pair);
    }
    compareSafepoints();
  }

  private static void compareCrossings(Pair pair) throws IOException {
    List<Paired.Jvm> without = new ArrayList<>();
    List<Paired.Jvm> with = new ArrayList<>();
    for (int jvm = 0; jvm < JVMS; jvm++) {
      without.add(new Pairs(Variant.PLAIN.flags()).measure(pair, jvm));
      with.add(new Pairs(Variant.BARRIER.flags()).measure(pair, jvm));
    }
    double before = Paired.median(without, Paired.Jvm::ratio);
    double behind = Paired.median(with, Paired.Jvm::ratio);
    System.out.printf(
        Locale.ROOT,
        "| %s | %.2f x %s | %.2f x | %.1f ns of %.1f |%n",
        pair.work(),
        before,
        pair.against(),
        behind,
        (before - behind) * Paired.median(without, Paired.Jvm::other),
        Paired.median(without, Paired.Jvm::product));
  }

  private static void compareSafepoints() throws IOException {
    List<Double> without = new ArrayList<>();
    List<Double> with = new ArrayList<>();
    for (int jvm = 0; jvm < JVMS; jvm++) {
      without.addAll(safepoints(Variant.PLAIN));
      with.addAll(safepoints(Variant.BARRIER));
    }
    double before = Paired.quantile(without, 0.5);
    double behind = Paired.quantile(with, 0.5);
    System.out.printf(
        Locale.ROOT,
        "| a safepoint, until all threads stand | %,.0f ns (%,.0f to %,.0f) |"
            + " %,.0f ns (%,.0f to %,.0f) | %,.0f ns |%n",
        before,
        Paired.quantile(without, 0.25),
        Paired.quantile(without, 0.75),
        behind,
        Paired.quantile(with, 0.25),
        Paired.quantile(with, 0.75),
        before - behind);
  }

  /** How long each took, as the JVM's log has it, in nanoseconds. */
  private static List<Double> safepoints(Variant variant) throws IOException {
    List<String> arguments = new ArrayList<>(variant.flags());
    arguments.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Xlog:safepoint"));
    arguments.addAll(List.of("-cp", System.getProperty("java.class.path")));
    arguments.addAll(List.of(Barrier.class.getName(), "--child"));
    List<Double> nanos = new ArrayList<>();
    for (String line : ChildJvm.run(arguments).output()) {
      Matcher reaching = REACHING.matcher(line);
      if (reaching.find()) {
        nanos.add(Double.parseDouble(reaching.group(1)));
      }
    }
    if (nanos.size() < SAFEPOINTS) {
      throw new IllegalStateException("the log has " + nanos.size() + " safepoints");
    }
    return nanos;
  }

  /** Beside a thread that crosses all the time. */
  private static void makeSafepoints() {
    Thread crossing = new Thread(() -> JavaLoops.callEmpty().run(Integer.MAX_VALUE));
    crossing.setDaemon(true);
    crossing.start();
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    for (int i = 0; i < SAFEPOINTS; i++) {
      threads.findDeadlockedThreads(); // the JVM stops all threads for it
    }
  }
}
