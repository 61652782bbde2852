// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import io.github.handlertable.child.CallLeavesWithFullHeap;
import io.github.handlertable.child.CallWithFullHeap;
import io.github.handlertable.child.DropClassLoaders;
import io.github.handlertable.child.HandleFirstWithFullHeap;
import io.github.handlertable.child.HandleWithFullHeap;
import io.github.handlertable.child.RepeatWithoutGrowth;
import io.github.handlertable.child.ThrowWithFullHeap;
import io.github.handlertable.support.Child;
import io.github.handlertable.support.Scale;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing leaks, and a full heap is survived; in a JVM with a small heap. */
class MemoryTest {
  private static final String[] ALL_TOUCHED = {
    "-Xms24m", "-Xmx24m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC", "-Xshare:auto"
  };

  private static final List<String> MECHANISMS =
      Runtime.version().feature() < 22
          ? List.of("-Dio.github.handlertable.upcalls=jni")
          : List.of("-Dio.github.handlertable.upcalls=jni", "-Dio.github.handlertable.upcalls=ffm");

  @ParameterizedTest
  @ValueSource(strings = {"threads", "registrations", "exceptions"})
  void staysFlat(String what) {
    List<String> options = Child.options(ALL_TOUCHED);
    Child.java(options, RepeatWithoutGrowth.class, what, Integer.toString(Scale.times(1))).ended(0);
  }

  @Test
  void aClassLoaderThatGoesLeavesNoMoreThanTheReadmeSays() {
    List<String> options = Child.options(ALL_TOUCHED);
    options.add("-Xint"); // compilers would take memory at any time
    Child.java(options, DropClassLoaders.class).ended(0);
  }

  @Test
  void withAFullHeapThreadsAreRefusedAndErrorsAreTold() {
    List<String> options = Child.options("-Xmx8m", "-XX:+UseSerialGC", "-Xshare:auto");
    Child.java(options, CallWithFullHeap.class, Integer.toString(Scale.times(20))).ended(0);
  }

  @Test
  void withAFullHeapNothingElseComesOutThanWhatAHandlerThrew() {
    for (String upcalls : MECHANISMS) {
      // without thread-local buffers, so that full is full for every thread
      List<String> options =
          Child.options("-Xmx8m", "-XX:+UseSerialGC", "-XX:-UseTLAB", "-Xshare:auto", upcalls);
      Child.java(options, ThrowWithFullHeap.class).succeeded("0 others").ended(0);
    }
  }

  @Test
  void withAFullHeapTheFirstPendingFunctionsAreCalled() {
    List<String> options =
        Child.options("-Xmx8m", "-XX:+UseSerialGC", "-XX:-UseTLAB", "-Xshare:auto");
    Child.java(options, HandleFirstWithFullHeap.class).ended(0);
  }

  /** After 11 calls on JDK 17, and 9 on 25, what fails is the worst; the long run tries all. */
  @Test
  void withAFullHeapPendingFunctionsAreCalledOrStayPending() {
    List<String> options =
        Child.options("-Xmx8m", "-XX:+UseSerialGC", "-XX:-UseTLAB", "-Xshare:auto");
    for (int calls = 0; calls < 13; calls++) {
      if (Scale.times(1) > 1 || calls == 9 || calls == 11) {
        Child.java(options, HandleWithFullHeap.class, String.valueOf(calls)).ended(0);
      }
    }
  }

  /** After 126 calls the JVM makes the way to one faster; the way to many takes heap each time. */
  @ParameterizedTest(name = "after {0} calls")
  @ValueSource(strings = {"126", "200"})
  void withAFullHeapLeavesAreCalled(String calls) {
    List<String> options =
        Child.options("-Xmx8m", "-XX:+UseSerialGC", "-XX:-UseTLAB", "-Xshare:auto");
    Child.java(options, CallLeavesWithFullHeap.class, calls).ended(0);
  }
}
