// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The demo's jar as its users start it. */
class MainIT {
  @Test
  void theJarRunsWithoutAWarningAndEveryAccountBalances() {
    String out = run();
    assertHas(out, "^handler-table \\d+\\.\\d+\\.\\d+");
    assertHas(out, "^JDK +" + Pattern.quote(Runtime.version().toString()));
    assertHas(out, "^library +META-INF/native/");
    assertHas(out, "^upcalls +\\w");

    assertTrue(count(out, "expirations") >= 2000, out);
    assertTrue(count(out, "run by the old handler") > 0, out);
    assertTrue(count(out, "run by the new handler") > 0, out);
    assertEquals(0, count(out, "empty:"), out);
    assertEquals(0, count(out, "stale:"), out);
    assertEquals(0, count(out, "refused:"), out);

    assertEquals(1000, count(out, "signals"), out);
    assertTrue(count(out, "runs for SIGUSR1") > 0, out);
    assertTrue(count(out, "runs for the device") > 0, out);
    assertTrue(count(out, "the device without a handler") > 0, out);
    assertEquals(0, count(out, "SIGUSR1 without a handler"), out);

    assertHas(out, "^  0: +\\d+  java    io\\.github\\.handlertable\\.demo\\.");
    assertHas(out, "^  4: +1000  native  tzset$");
    assertHas(out, "^  7: +1000  native  demo_interrupt$");
    assertHas(out, "^ +[0-9.]+ ns  empty JNI call$");
    assertHas(out, "^ +[0-9.]+ ns  ht_handle of a Java handler, on a native thread$");
    assertHas(out, "^All \\d+ accounts balance\\.$");
    out.lines().forEach(line -> assertTrue(line.length() <= 80, line));
  }

  private static void assertHas(String out, String regex) {
    find(out, regex);
  }

  private static long count(String out, String what) {
    String count = find(out, "([0-9,]+)  " + Pattern.quote(what)).group(1);
    return Long.parseLong(count.replace(",", ""));
  }

  private static Matcher find(String out, String regex) {
    Matcher matcher = Pattern.compile(regex, Pattern.MULTILINE).matcher(out);
    assertTrue(matcher.find(), () -> "no " + regex + " in\n" + out);
    return matcher;
  }

  /** What it printed to stdout; it must print nothing to stderr, and end with 0. */
  private static String run() {
    Run run = Run.java("-jar", Run.JAR);
    assertEquals("", run.err());
    assertEquals(0, run.status());
    return run.out();
  }
}
