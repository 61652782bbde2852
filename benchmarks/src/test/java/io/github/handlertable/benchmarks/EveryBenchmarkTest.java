// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.handlertable.benchmarks.report.Environment;
import io.github.handlertable.benchmarks.report.Json;
import io.github.handlertable.benchmarks.report.Memory;
import io.github.handlertable.benchmarks.report.Page;
import io.github.handlertable.benchmarks.report.Paired;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs every benchmark once, for a moment and in this JVM: so that none rots, not for figures. */
class EveryBenchmarkTest {
  private static final List<Class<?>> CLASSES =
      List.of(
          Batch.class,
          CountedCalls.class,
          Creation.class,
          Downcall.class,
          FromJava.class,
          FromNative.class,
          ManyClasses.class,
          NativeToNative.class,
          Neighbours.class,
          NewThread.class,
          Readers.class,
          Registration.class,
          Replacement.class,
          TableSize.class,
          Threads.class);

  private static Collection<RunResult> results;

  @BeforeAll
  @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  static void runAllForAMoment() throws RunnerException {
    System.setProperty("jmh.ignoreLock", "true"); // a real run may be under way beside this
    ChainedOptionsBuilder moment =
        new OptionsBuilder()
            .param("size", "8")
            .param("count", "1")
            .param("distance", "64")
            .param("batch", "64")
            .forks(0)
            .warmupIterations(0)
            .measurementIterations(1)
            .measurementTime(TimeValue.milliseconds(1))
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT);
    Absent.here().keySet().forEach(moment::exclude);
    results = new Runner(moment.build()).run();
  }

  @Test
  void eachBenchmarkRunsUnlessThereIsAReason() {
    Set<String> expected = new TreeSet<>();
    for (Class<?> type : CLASSES) {
      for (Method method : type.getMethods()) {
        if (method.isAnnotationPresent(Benchmark.class)) {
          Group group = method.getAnnotation(Group.class);
          expected.add(type.getName() + "." + (group == null ? method.getName() : group.value()));
        }
      }
    }
    for (String absent : Absent.here().keySet()) {
      expected.removeIf(Pattern.compile(absent).asPredicate());
    }

    Set<String> ran = new TreeSet<>();
    results.forEach(result -> ran.add(result.getParams().getBenchmark()));

    assertEquals(expected, ran);
  }

  @Test
  void eachPairRuns() {
    Set<String> names = new HashSet<>();
    for (Pair pair : Pair.all()) {
      Paired.Jvm result = Turns.measure(pair, true, 0, 1, 1);

      assertTrue(result.ratio() > 0, pair.toString());
      assertTrue(names.add(pair.toString()), "two are called " + pair);
    }
  }

  @Test
  void thePageShowsEveryFigureOfARun(@TempDir Path directory) throws IOException {
    try (PrintStream out = new PrintStream(directory.resolve("results.json").toFile())) {
      ResultFormatFactory.getInstance(ResultFormatType.JSON, out).writeOut(results);
    }
    Json.write(
        directory.resolve("environment.json"), Environment.describe(List.of(), Absent.inWords()));
    Json.write(
        directory.resolve("memory.json"),
        List.of(new Memory("handler table", 8, 80, 40, 0, 90, 0, 0, "all")));

    String page = Files.readString(Page.write(directory));

    for (RunResult result : results) {
      String[] name = result.getParams().getBenchmark().split("\\.");
      String shown = name[name.length - 2] + "." + name[name.length - 1];
      assertTrue(page.contains(shown), shown);
    }
    int pictures = page.split("<svg", -1).length - 1;
    assertEquals(19, pictures, "pictures, as many as one run with one thread gives");
  }
}
