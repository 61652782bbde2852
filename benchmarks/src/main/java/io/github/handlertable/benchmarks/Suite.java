// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import io.github.handlertable.benchmarks.report.Environment;
import io.github.handlertable.benchmarks.report.Json;
import io.github.handlertable.benchmarks.report.Memory;
import io.github.handlertable.benchmarks.report.Page;
import io.github.handlertable.benchmarks.report.Paired;
import io.github.handlertable.benchmarks.report.Variant;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs the whole grid and writes the report: see {@code benchmarks/README.md}. */
public final class Suite {
  private static final String USAGE =
      "usage: Suite headline|short|full|page [DIRECTORY]\n"
          + "  headline  two and a half minutes; the ratios that say most, in pairs, and start-up\n"
          + "  short     a quarter of an hour; to see that all runs, and the rough picture\n"
          + "  full      more than an hour; for figures to rely on\n"
          + "  page      only write DIRECTORY/report.html again, from the files of a former run\n"
          + "DIRECTORY is benchmark-report unless given.";

  /** How long to measure. */
  private enum Effort {
    HEADLINE(5, 250, 5, 0, 0, 0, 0, 0, 0),
    SHORT(2, 250, 10, 2, 1, 100, 10, 50, 100_000, "1", "100", "10000"),
    FULL(5, 400, 20, 10, 3, 500, 5, 500, 1 << 24, "1", "1000", "100000");

    static final int WARMUPS = 5;

    /** How many JVMs for each pair, and how often each compares. */
    final int pairJvms;

    final int rounds;

    /** How many processes for each of {@link StartUp}'s programs. */
    final int shots;

    /** How many rounds of {@link Latency}. */
    final int latencyRounds;

    /** How many JVMs for each figure of JMH's. */
    final int forks;

    final TimeValue warmup;
    final int iterations;
    final TimeValue time;

    /** How many to keep alive at once. */
    final int callbacks;

    /** How many to make, for {@link Creation}. */
    final String[] counts;

    /** Of tables, for {@link TableSize}. */
    String[] sizes() {
      return IntStream.rangeClosed(3, this == FULL ? 24 : 20)
          .filter(bits -> bits % 3 == 0 || bits == 20)
          .mapToObj(bits -> Integer.toString(1 << bits))
          .toArray(String[]::new);
    }

    Effort(
        int pairJvms,
        int rounds,
        int shots,
        int latencyRounds,
        int forks,
        long warmup,
        int iterations,
        long time,
        int callbacks,
        String... counts) {
      this.pairJvms = pairJvms;
      this.rounds = rounds;
      this.shots = shots;
      this.latencyRounds = latencyRounds;
      this.forks = forks;
      this.warmup = TimeValue.milliseconds(warmup);
      this.iterations = iterations;
      this.time = TimeValue.milliseconds(time);
      this.callbacks = callbacks;
      this.counts = counts;
    }

    @Override
    public String toString() {
      String pairs =
          String.format(
              "JVMs for each pair: %d, of %d rounds; processes for start-up: %d",
              pairJvms, rounds, shots);
      return this == HEADLINE
          ? pairs
          : String.format(
              "%s; rounds of latency: %d; JVMs for each other figure: %d; in each %d iterations of"
                  + " %s, after %d of %s",
              pairs, latencyRounds, forks, iterations, time, WARMUPS, warmup);
    }
  }

  private static final List<String> FILES =
      List.of("pairs.json", "startup.json", "latency.json", "results.json", "memory.json");

  private final Effort effort;
  private final Path directory;
  private final List<String> arguments = arguments();
  private final List<String> leftOut = new ArrayList<>(Absent.inWords());
  private final Map<String, Object> environment = Environment.describe(arguments, leftOut);
  private final Collection<RunResult> results = new ArrayList<>();
  private boolean hasFailed;

  private Suite(Effort effort, Path directory) {
    this.effort = effort;
    this.directory = directory;
  }

  /** See {@code benchmarks/README.md}. */
  public static void main(String[] arguments) throws IOException {
    String inherited = String.join(" ", ManagementFactory.getRuntimeMXBean().getInputArguments());
    if (Variant.of(inherited) != Variant.PLAIN) {
      System.err.println(
          "start it without "
              + Variant.of(inherited).flag()
              + ": the suite sets that itself, where it is to be measured");
      System.exit(2);
    }
    String what = arguments.length == 0 ? "" : arguments[0];
    Path directory = Path.of(arguments.length < 2 ? "benchmark-report" : arguments[1]);
    boolean hasFailed = false;
    switch (what) {
      case "headline" -> hasFailed = new Suite(Effort.HEADLINE, directory).run();
      case "short" -> hasFailed = new Suite(Effort.SHORT, directory).run();
      case "full" -> hasFailed = new Suite(Effort.FULL, directory).run();
      case "page" -> {}
      default -> {
        System.err.println(USAGE);
        System.exit(2);
      }
    }
    System.out.println("Report: " + Page.write(directory).toUri());
    System.exit(hasFailed ? 1 : 0);
  }

  /** The figures are written again with each one, so that whatever comes later is no loss. */
  private boolean run() throws IOException {
    Files.createDirectories(directory);
    for (String old : FILES) {
      Files.deleteIfExists(directory.resolve(old));
    }
    environment.put("effort", effort.toString());
    leftOut.forEach(why -> System.out.println("Left out: " + why));
    write("environment.json", environment);
    Page.write(directory); // if that can't be done here, better now than in an hour

    pairs(effort == Effort.HEADLINE ? Pair.headline() : Pair.all());
    write("startup.json", "start-up", () -> StartUp.measure(effort.shots, Pattern.compile("")));
    if (effort != Effort.HEADLINE) {
      write("latency.json", "latency", () -> Latency.measure(Way.all(), effort.latencyRounds));
      grid();
      memory();
    }
    Environment.end(environment);
    write("environment.json", environment);
    return hasFailed;
  }

  private void pairs(List<Pair> pairs) throws IOException {
    List<Paired> found = new ArrayList<>();
    hasFailed |= !new Pairs(effort.pairJvms, effort.rounds).measure(pairs, found::add);
    write("pairs.json", found);
  }

  private void grid() throws IOException {
    measure(Variant.PLAIN, 1, "");
    if (Runtime.getRuntime().availableProcessors() < 2) {
      leaveOut("several threads at once need as many processors");
    }
    for (int threads = 2; threads <= Runtime.getRuntime().availableProcessors(); threads *= 2) {
      measure(
          Variant.PLAIN,
          threads,
          "\\.(Threads|Registration|CountedCalls)\\.|Replacement\\..*_replace|FromNative\\.foreign_java_");
    }
    measure(Variant.JNI_UPCALLS, 1, "\\.(FromNative\\.java_|FromJava\\.jni_only_java_)");
    measure(
        Variant.BARRIER,
        1,
        "\\.(Downcall\\.(jni|foreign)_empty|FromJava\\.(jni_only|native)_"
            + "|FromNative\\.(java|jni_java|foreign_java)_handler)");
  }

  private void memory() throws IOException {
    environment.put(
        "JVM arguments, for memory", String.join(" ", MemoryUse.flags(effort.callbacks)));
    List<Memory> memory = new ArrayList<>();
    for (MemoryChild.Mechanism mechanism : MemoryUse.mechanisms()) {
      try {
        memory.add(MemoryUse.measure(mechanism, effort.callbacks));
      } catch (IllegalStateException e) {
        hasFailed = true;
        leaveOut("the memory of " + mechanism + ", which failed: " + e.getMessage());
      }
      write("memory.json", memory);
    }
  }

  private interface Measuring {
    Object measure() throws IOException;
  }

  private void write(String file, String what, Measuring measuring) throws IOException {
    try {
      write(file, measuring.measure());
    } catch (IllegalStateException e) {
      hasFailed = true;
      leaveOut(what + ", which failed: " + e.getMessage());
    }
  }

  private void write(String file, Object value) throws IOException {
    Json.write(directory.resolve(file), value);
  }

  private void leaveOut(String why) throws IOException {
    System.out.println("Left out: " + why);
    leftOut.add(why);
    write("environment.json", environment);
  }

  /** What each measuring JVM is started with, whatever it measures. */
  static List<String> arguments() {
    List<String> arguments = new ArrayList<>(List.of("--enable-native-access=ALL-UNNAMED"));
    if (Runtime.version().feature() >= 23) {
      arguments.add("--sun-misc-unsafe-memory-access=allow"); // JMH and LWJGL use it
    }
    return arguments;
  }

  private void measure(Variant variant, int threads, String names) throws IOException {
    String whyNot = Absent.whyNot(variant);
    if (whyNot != null) {
      leaveOut(whyNot);
      return;
    }
    List<String> jvmArguments = new ArrayList<>(arguments);
    jvmArguments.addAll(variant.flags());
    Options options =
        new OptionsBuilder()
            .threads(threads)
            .param("count", effort.counts)
            .param("size", effort.sizes())
            .forks(effort.forks)
            .warmupIterations(Effort.WARMUPS)
            .warmupTime(effort.warmup)
            .measurementIterations(effort.iterations)
            .measurementTime(effort.time)
            .jvmArgsAppend(jvmArguments.toArray(String[]::new))
            .shouldFailOnError(true)
            .build();
    for (String benchmark : benchmarks(names)) {
      measure(options, benchmark);
    }
  }

  private static List<String> benchmarks(String names) {
    OutputFormat none = OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT);
    return BenchmarkList.defaultList()
        .find(none, List.of(names), List.copyOf(Absent.here().keySet()))
        .stream()
        .map(BenchmarkListEntry::getUsername)
        .toList();
  }

  private void measure(Options options, String benchmark) throws IOException {
    String only = "^" + Pattern.quote(benchmark) + "$";
    try {
      results.addAll(new Runner(new OptionsBuilder().parent(options).include(only).build()).run());
    } catch (RunnerException e) {
      hasFailed = true;
      leaveOut(benchmark + ", which failed: " + e);
      return;
    }
    Path file = directory.resolve("results.json");
    Path next = directory.resolve("results.json.next");
    try (PrintStream out = new PrintStream(next.toFile())) {
      ResultFormatFactory.getInstance(ResultFormatType.JSON, out).writeOut(results);
    }
    Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
  }
}
