// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.handlertable.child.HandleSignals;
import io.github.handlertable.support.Child;
import io.github.handlertable.support.Scale;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Raisers handle the signals of another process, while the heap is collected. */
class SignalTest {
  @TempDir Path directory;

  private Path sender;

  @BeforeEach
  void compile() {
    sender = directory.resolve("send_signals");
    String gcc = "gcc -std=c11 -O2 -Wall -Wextra -Werror src/test/c/send_signals.c -o ";
    Child.run(List.of("sh", "-c", gcc + sender)).succeededQuietly();
  }

  /** Those that meet become one, so fewer are handled than were sent. */
  @ParameterizedTest
  @ValueSource(strings = {"Serial", "Parallel", "G1", "Z"})
  void afterTheLastSignalOfAKindThatIsHandledOnceMore(String collector) {
    String signals = Integer.toString(Scale.times(2000));
    List<String> options =
        Child.options("-Xcheck:jni", "-Xms64m", "-Xmx64m", "-XX:+Use" + collector + "GC");
    for (int run = 0; run < Math.max(1, Scale.times(2) / 5); run++) {
      String counts = directory.resolve("counts" + run).toString();
      String out =
          Child.java(options, HandleSignals.class, sender.toString(), counts, signals)
              .succeededQuietly();
      assertTrue(out.matches("(signal \\d+: \\d+ of \\d+\n)+\\d+ sent\n"), out);
    }
  }
}
