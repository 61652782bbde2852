// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import io.github.handlertable.benchmarks.report.Environment;
import io.github.handlertable.benchmarks.report.Json;
import io.github.handlertable.benchmarks.report.Page;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs the whole grid and writes the report: see {@code benchmarks/README.md}. */
public final class Suite {
  private static final String USAGE =
      "usage: Suite short|full|page [DIRECTORY]\n"
          + "  short  some minutes; to see that all runs, and the rough picture\n"
          + "  full   more than an hour; for figures to rely on\n"
          + "  page   only write DIRECTORY/report.html again, from the files of a former run\n"
          + "DIRECTORY is benchmark-report unless given.";

  /** How long to measure. */
  private enum Effort {
    SHORT(1, 3, 200, 100_000),
    FULL(3, 5, 500, 1 << 24);

    final int forks;
    final int iterations;
    final TimeValue time;
    final int callbacks;

    Effort(int forks, int iterations, long millis, int callbacks) {
      this.forks = forks;
      this.iterations = iterations;
      this.time = TimeValue.milliseconds(millis);
      this.callbacks = callbacks;
    }
  }

  private final Effort effort;
  private final Path directory;
  private final Collection<RunResult> results = new ArrayList<>();

  private Suite(Effort effort, Path directory) {
    this.effort = effort;
    this.directory = directory;
  }

  /** See {@code benchmarks/README.md}. */
  public static void main(String[] arguments) throws IOException, RunnerException {
    String what = arguments.length == 0 ? "" : arguments[0];
    Path directory = Path.of(arguments.length < 2 ? "benchmark-report" : arguments[1]);
    switch (what) {
      case "short" -> new Suite(Effort.SHORT, directory).run();
      case "full" -> new Suite(Effort.FULL, directory).run();
      case "page" -> {}
      default -> {
        System.err.println(USAGE);
        System.exit(2);
      }
    }
    System.out.println("Report: " + Page.write(directory).toUri());
  }

  private void run() throws IOException, RunnerException {
    Files.createDirectories(directory);
    List<String> arguments = arguments();
    List<String> leftOut = Absent.inWords();
    leftOut.forEach(why -> System.out.println("Left out: " + why));
    Json.write(directory.resolve("environment.json"), Environment.describe(arguments, leftOut));

    measure(1, arguments, "");
    for (int threads = 2; threads <= Runtime.getRuntime().availableProcessors(); threads *= 2) {
      measure(threads, arguments, "\\.(Threads|Registration)\\.");
    }
    if (Runtime.version().feature() >= 20) {
      arguments.add(Environment.SYSTEM_MEMORY_BARRIER);
      measure(1, arguments, "\\.(Downcall\\.(jni|foreign)_empty|FromJava\\.(jni_only|native)_)");
    }
    Json.write(directory.resolve("memory.json"), MemoryUse.compare(effort.callbacks));
  }

  /** What each measuring JVM is started with. */
  private static List<String> arguments() {
    List<String> arguments = new ArrayList<>(List.of("--enable-native-access=ALL-UNNAMED"));
    if (Runtime.version().feature() >= 23) {
      arguments.add("--sun-misc-unsafe-memory-access=allow"); // JMH and LWJGL use it
    }
    return arguments;
  }

  private void measure(int threads, List<String> arguments, String names)
      throws IOException, RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(names)
            .threads(threads)
            .forks(effort.forks)
            .warmupIterations(effort.iterations)
            .warmupTime(effort.time)
            .measurementIterations(effort.iterations)
            .measurementTime(effort.time)
            .jvmArgsAppend(arguments.toArray(String[]::new))
            .shouldFailOnError(true);
    Absent.here().keySet().forEach(options::exclude);
    results.addAll(new Runner(options.build()).run());
    // All so far: a suite that is interrupted later has not measured for nothing.
    try (PrintStream out = new PrintStream(directory.resolve("results.json").toFile())) {
      ResultFormatFactory.getInstance(ResultFormatType.JSON, out).writeOut(results);
    }
  }
}
