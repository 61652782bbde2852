// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import com.google.gson.Gson;
import com.sun.management.OperatingSystemMXBean;
import io.github.handlertable.benchmarks.report.Memory;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What live function pointers take in memory: makes as many as asked for by each mechanism, or as
 * many as the JVM stands, each mechanism in a JVM of its own.
 */
public final class MemoryUse {
  private static final int DEFAULT = 1 << 24;

  /** Roomy for all but the hungriest, who say where they ended. */
  private static final long HEAP_PER_CALLBACK = 160;

  private static final long HEAP_BESIDES = 256L << 20;

  private MemoryUse() {}

  /** How many; 16,777,216 unless given. */
  public static void main(String[] arguments) throws IOException {
    int callbacks = arguments.length == 0 ? DEFAULT : Integer.parseInt(arguments[0]);
    Absent.inWords().forEach(why -> System.out.println("Left out: " + why));
    boolean hasFailed = false;
    for (MemoryChild.Mechanism mechanism : mechanisms()) {
      try {
        measure(mechanism, callbacks);
      } catch (IllegalStateException e) {
        hasFailed = true;
        System.out.printf("%-18s %s%n", mechanism, e.getMessage());
      }
    }
    System.exit(hasFailed ? 1 : 0);
  }

  static List<MemoryChild.Mechanism> mechanisms() {
    List<MemoryChild.Mechanism> all = new ArrayList<>(List.of(MemoryChild.Mechanism.values()));
    all.removeIf(Absent::isAbsent);
    return all;
  }

  /**
   * Prints what it finds, too.
   *
   * @throws IllegalStateException if it finds nothing, with the reason
   */
  static Memory measure(MemoryChild.Mechanism mechanism, int callbacks) throws IOException {
    ChildJvm jvm = run(mechanism, callbacks);
    String died = "the JVM died: exit code " + jvm.exitCode();
    String failed = last(jvm, MemoryChild.FAILED);
    String made = last(jvm, MemoryChild.MADE);
    String result = last(jvm, MemoryChild.RESULT);
    if (result == null && (failed != null || made == null)) {
      throw new IllegalStateException(failed == null ? died : failed);
    }
    Memory memory =
        result == null
            ? Memory.none(mechanism.toString(), died + ", after " + made + " or more")
            : new Gson().fromJson(result, Memory.class);
    if (jvm.output().stream().anyMatch(line -> line.matches(".*[Cc]ompil.* disabled.*"))) {
      memory = memory.ending(memory.end() + "; the JIT compiler is off");
    }
    if (memory.callbacks() > 0) {
      print(memory);
    } else {
      jvm.output().forEach(System.out::println);
      System.out.printf("%-18s %s%n", memory.mechanism(), memory.end());
    }
    return memory;
  }

  /** The rest of the last line that begins so, or null. */
  static String last(ChildJvm jvm, String beginning) {
    return jvm.output().stream()
        .filter(line -> line.startsWith(beginning))
        .map(line -> line.substring(beginning.length()))
        .reduce((earlier, later) -> later)
        .orElse(null);
  }

  private static void print(Memory memory) {
    System.out.printf(
        Locale.ROOT,
        "%-18s %,11d live: native %,.1f, Java heap %,.1f, code cache %,.1f bytes each, Rss %,.1f;"
            + " making one took %,.0f ns first, %,.0f ns last; %s%n",
        memory.mechanism(),
        memory.callbacks(),
        memory.perCallback(memory.nativeBytes()),
        memory.perCallback(memory.heapBytes()),
        memory.perCallback(memory.codeBytes()),
        memory.perCallback(memory.residentBytes()),
        memory.firstNanos(),
        memory.lastNanos(),
        memory.end());
  }

  private static ChildJvm run(MemoryChild.Mechanism mechanism, int callbacks) throws IOException {
    List<String> arguments = new ArrayList<>(flags(callbacks));
    arguments.addAll(List.of("-cp", System.getProperty("java.class.path")));
    arguments.addAll(List.of(MemoryChild.class.getName(), mechanism.name()));
    arguments.add(Integer.toString(callbacks));
    return ChildJvm.run(arguments);
  }

  /** What each JVM is started with; and with nothing of this one's. */
  static List<String> flags(int callbacks) {
    List<String> flags = new ArrayList<>();
    long heap = heap(callbacks) >> 20;
    // The whole heap is made resident at the start, so that what grows later is native memory.
    flags.addAll(List.of("-Xms" + heap + "m", "-Xmx" + heap + "m", "-XX:+AlwaysPreTouch"));
    // All survive: hardly any of it needs to be for the young.
    flags.addAll(List.of("-XX:+UseSerialGC", "-Xmn32m"));
    flags.add("--enable-native-access=ALL-UNNAMED");
    return flags;
  }

  private static long heap(int callbacks) {
    long half =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize() / 2;
    return Math.min(HEAP_BESIDES + HEAP_PER_CALLBACK * callbacks, half);
  }
}
