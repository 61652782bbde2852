// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing leaks, and a full heap is survived; in a JVM with a small heap. */
class MemoryTest {
  private static final String[] ALL_TOUCHED = {
    "-Xms24m", "-Xmx24m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC", "-Xshare:auto"
  };

  @ParameterizedTest
  @ValueSource(strings = {"threads", "registrations", "exceptions"})
  void staysFlat(String what) {
    List<String> options = Child.jvmOptions(ALL_TOUCHED);
    Child.runJava(0, options, ChurnMain.class, what, Integer.toString(Scale.times(1)));
  }

  @Test
  void aClassLoaderThatGoesLeavesNoMoreThanTheReadmeSays() {
    List<String> options = Child.jvmOptions(ALL_TOUCHED);
    options.add("-Xint"); // compilers would take memory at any time
    Child.runJava(0, options, LoadersMain.class);
  }

  @Test
  void withAFullHeapThreadsAreRefusedAndErrorsAreTold() {
    List<String> options = Child.jvmOptions("-Xmx8m", "-XX:+UseSerialGC", "-Xshare:auto");
    Child.runJava(0, options, HeapFullMain.class, Integer.toString(Scale.times(20)));
  }
}
