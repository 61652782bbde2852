// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.handlertable.benchmarks.report.SingleShots;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class StartUpTest {
  @Test
  void eachProgramThatCanRunHereRuns() throws IOException {
    List<String> expected = new ArrayList<>(List.of("an empty main", "handler table"));
    int jdk = Runtime.version().feature();
    if (jdk >= 22) {
      expected.add("bare java.lang.foreign");
    }
    expected.addAll(List.of("JNA", "jnr-ffi", "LWJGL")); // wherever the tests run
    expected.add("handler table, class data archive");
    if (jdk >= 25) {
      expected.add("handler table, AOT cache");
    }
    Pattern butForeignArchives = Pattern.compile("^(?!.*foreign,)"); // which take their time

    List<SingleShots> shots = StartUp.measure(1, butForeignArchives);

    assertEquals(expected, shots.stream().map(SingleShots::title).toList());
    for (SingleShots one : shots) {
      assertTrue(one.cpuMillis().get(0) > 1, one.title()); // a JVM does not start in less
      assertTrue(one.wallMillis().get(0) > 1, one.title());
    }
  }
}
