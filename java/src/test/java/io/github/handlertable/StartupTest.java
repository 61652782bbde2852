// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import io.github.handlertable.child.FirstAtStackEnd;
import io.github.handlertable.child.StartAgain;
import io.github.handlertable.child.StartWithFullHeap;
import io.github.handlertable.support.AlsoByJni;
import io.github.handlertable.support.Child;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the first use can't have, the next one tries again. */
@AlsoByJni
class StartupTest {
  private static final List<String> DIRECTORIES =
      List.of("io.github.handlertable.tmpdir", "java.io.tmpdir", "user.dir", "user.home");

  @TempDir Path directory;

  /** The JVM itself starts and ends no threads meanwhile. */
  private static List<String> options() {
    return Child.options("-Xint", "-XX:+UseSerialGC", "-XX:-UsePerfData");
  }

  @Test
  void whereNoThreadCouldBeMadeTheNextUseTriesAgain() {
    Child.runBehindAsUser("ulimit -u 60", Child.command(options(), StartAgain.class, "threads"))
        .succeeded("OutOfMemoryError: no native thread for handler-table", "handled after all")
        .butDidNotPrint("NoClassDefFoundError");
  }

  /** The library's file is given, and classes are not verified: else both meet the end first. */
  @Test
  void whereTheStackEndedTheNextUseTriesAgain() {
    List<String> options =
        Child.options(
            "-Dio.github.handlertable.library=" + Child.BRIDGE,
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:-BytecodeVerificationRemote");
    Child.java(options, FirstAtStackEnd.class, "start").succeeded("all handled");
  }

  @Test
  void whereTheHeapWasFullTheNextUseTriesAgain() {
    List<String> options = Child.options("-Xmx24m", "-XX:+UseSerialGC");
    Child.java(options, StartWithFullHeap.class, Child.BRIDGE.toString(), directory.toString())
        .succeeded("all started, some at once: true, some not: true");
  }

  @Test
  void whereTheDiskWasFullTheNextUseTriesAgain() {
    List<String> options = new ArrayList<>(options());
    DIRECTORIES.forEach(property -> options.add("-D" + property + "=" + directory));
    List<String> command = Child.command(options, StartAgain.class, "disk", directory.toString());
    Child.runMounted("-o size=4m none '" + directory + "'", command)
        .succeeded("UnsatisfiedLinkError: handler-table: cannot load", "handled after all")
        .butDidNotPrint("NoClassDefFoundError");
  }
}
