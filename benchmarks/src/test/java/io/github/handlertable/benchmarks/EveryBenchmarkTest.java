// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs every benchmark once, for a moment and in this JVM: so that none rots, not for figures. */
class EveryBenchmarkTest {
  @Test
  @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void everyBenchmarkOfTheGridRuns() throws RunnerException {
    System.setProperty("jmh.ignoreLock", "true"); // a real run may be under way beside this
    ChainedOptionsBuilder moment =
        new OptionsBuilder()
            .param("size", "8")
            .param("count", "1")
            .param("distance", "1")
            .param("batch", "8")
            .forks(0)
            .warmupIterations(0)
            .measurementIterations(1)
            .measurementTime(TimeValue.milliseconds(1))
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT);
    Absent.here().keySet().forEach(moment::exclude);
    Set<String> ran =
        new Runner(moment.build())
            .run().stream()
                .map(result -> result.getParams().getBenchmark())
                .collect(Collectors.toCollection(TreeSet::new));
    assertFalse(ran.isEmpty());
  }
}
