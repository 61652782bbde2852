// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import com.google.gson.Gson;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;

/**
 * Measures in pairs: two loops in one JVM, in turn, each for about a millisecond. What disturbs the
 * machine disturbs both, so that their ratio stays where each of them alone is off by a third.
 */
public final class Pairs {
  private static final String USAGE =
      """
      usage: Pairs [OPTION...] [-- JVM-FLAG...]
        --jvms N          how many JVMs for each pair; 5 unless given
        --rounds N        how many rounds in each; 400 unless given
        --only REGEX      only pairs in whose name this is found
        --classpath PATH  what stands before this jar for the measuring JVMs: the product's jar of
                          another version, for instance, if its header is the same; else run that
                          version's benchmarks.jar
      JVM-FLAGs are for the measuring JVMs, such as -Dio.github.handlertable.upcalls=jni.""";

  /** A loop is compiled alone: what it is inlined into changes a call into C by a tenth. */
  private static final List<String> FLAGS =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "-XX:CompileCommand=quiet",
          "-XX:CompileCommand=dontinline," + Pair.class.getName() + "::lambda*",
          "-XX:CompileCommand=dontinline," + JavaLoops.class.getName() + "::lambda*",
          "-XX:CompileCommand=dontinline," + PendingPairs.class.getName() + "*::lambda*");

  private static final String RESULT = "result: ";
  private static final int WARMUPS = 60;
  private static final double MILLISECOND = 1e6;

  /** In so many calls of so many rounds a loop is compiled as a whole, and not from its middle. */
  private static final int FIRST_CALLS = 6_000;

  /** Its clock stands still while other processes have the processor. */
  private static final ThreadMXBean THREAD = ManagementFactory.getThreadMXBean();

  private int jvms = 5;
  private int rounds = 400;
  private String classpath = System.getProperty("java.class.path");
  private Pattern only = Pattern.compile("");
  private final List<String> flags = new ArrayList<>(FLAGS);

  private Pairs() {}

  /** See {@code benchmarks/README.md}. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length == 3 && arguments[0].equals("--child")) {
      Pair pair = Pair.all().get(Integer.parseInt(arguments[1]));
      Result result = measure(pair, FIRST_CALLS, Integer.parseInt(arguments[2]));
      System.out.println(RESULT + new Gson().toJson(result));
      return;
    }
    Pairs pairs = new Pairs();
    if (!pairs.understands(Arrays.asList(arguments).iterator())) {
      System.err.println(USAGE);
      System.exit(2);
    }
    System.exit(pairs.run() ? 0 : 1);
  }

  private boolean understands(Iterator<String> arguments) {
    try {
      while (arguments.hasNext()) {
        switch (arguments.next()) {
          case "--jvms" -> jvms = Integer.parseUnsignedInt(arguments.next());
          case "--rounds" -> rounds = Integer.parseUnsignedInt(arguments.next());
          case "--only" -> only = Pattern.compile(arguments.next());
          case "--classpath" -> classpath = arguments.next() + File.pathSeparator + classpath;
          case "--" -> arguments.forEachRemaining(flags::add);
          default -> {
            return false;
          }
        }
      }
      return jvms > 0 && rounds > 0;
    } catch (RuntimeException e) {
      return false; // no number, no pattern, or nothing behind an option
    }
  }

  /** Whether all went well. */
  private boolean run() throws IOException {
    System.out.println("JDK " + Runtime.version() + ", " + String.join(" ", flags));
    System.out.println("ratio (of each JVM) ± quartiles, ns / ns, pair");
    boolean good = true;
    List<Pair> pairs = Pair.all();
    for (int number = 0; number < pairs.size(); number++) {
      if (only.matcher(pairs.get(number).toString()).find()) {
        good &= run(pairs.get(number), number);
      }
    }
    return good;
  }

  private boolean run(Pair pair, int number) throws IOException {
    List<Result> results = new ArrayList<>();
    for (int jvm = 0; jvm < jvms; jvm++) {
      List<String> arguments = new ArrayList<>(flags);
      arguments.addAll(List.of("-cp", classpath, Pairs.class.getName()));
      arguments.addAll(List.of("--child", Integer.toString(number), Integer.toString(rounds)));
      ChildJvm child = ChildJvm.run(arguments);
      String result = MemoryUse.last(child, RESULT);
      if (child.exitCode() != 0 || result == null) {
        System.out.println(pair + " failed: " + String.join("\n", child.output()));
        return false;
      }
      results.add(new Gson().fromJson(result, Result.class));
    }
    System.out.printf(
        Locale.ROOT,
        "%.3f (%s) ± %.1f%%, %.2f / %.2f ns, %s%n",
        median(results, Result::ratio),
        String.join(" ", each(results)),
        100 * results.stream().mapToDouble(Result::spread).max().orElseThrow(),
        median(results, Result::product),
        median(results, Result::other),
        pair);
    return true;
  }

  private static List<String> each(List<Result> results) {
    return results.stream()
        .map(Result::ratio)
        .sorted()
        .map(ratio -> String.format(Locale.ROOT, "%.3f", ratio))
        .toList();
  }

  private static double median(List<Result> results, ToDoubleFunction<Result> figure) {
    return quantile(results.stream().mapToDouble(figure).toArray(), 0.5);
  }

  private static double quantile(double[] figures, double part) {
    double[] sorted = figures.clone();
    Arrays.sort(sorted);
    double place = part * (sorted.length - 1);
    double before = sorted[(int) Math.floor(place)];
    double behind = sorted[(int) Math.ceil(place)];
    return before + (place - Math.floor(place)) * (behind - before);
  }

  /**
   * What one JVM found.
   *
   * @param ratio the median
   * @param spread half the distance of the quartiles, as a part of the median
   * @param product nanoseconds for one round, the median
   * @param other the same for the loop that it is compared with
   */
  record Result(double ratio, double spread, double product, double other) {}

  static Result measure(Pair pair, int firstCalls, int rounds) {
    Watch product = new Watch(pair.product().get());
    Watch other = new Watch(pair.other().get());
    for (int call = 0; call < firstCalls; call++) {
      product.time(Pair.ROUNDS);
      other.time(Pair.ROUNDS);
    }
    double[] productNanos = new double[rounds];
    double[] otherNanos = new double[rounds];
    for (int turn = -WARMUPS; turn < rounds; turn++) {
      int place = Math.max(turn, 0); // the last warm-up is overwritten
      if (turn % 2 == 0) {
        productNanos[place] = product.time();
        otherNanos[place] = other.time();
      } else {
        otherNanos[place] = other.time();
        productNanos[place] = product.time();
      }
    }
    double[] ratios = new double[rounds];
    Arrays.setAll(ratios, turn -> productNanos[turn] / otherNanos[turn]);
    double ratio = quantile(ratios, 0.5);
    double spread = (quantile(ratios, 0.75) - quantile(ratios, 0.25)) / 2 / ratio;
    return new Result(ratio, spread, quantile(productNanos, 0.5), quantile(otherNanos, 0.5));
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
