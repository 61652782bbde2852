// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import com.google.gson.Gson;
import com.sun.management.OperatingSystemMXBean;
import io.github.handlertable.benchmarks.report.Memory;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
    compare(callbacks);
  }

  static List<Memory> compare(int callbacks) throws IOException {
    List<Memory> all = new ArrayList<>();
    for (MemoryChild.Mechanism mechanism : MemoryChild.Mechanism.values()) {
      if (mechanism != MemoryChild.Mechanism.FOREIGN || Runtime.version().feature() >= 22) {
        Memory memory = measure(mechanism, callbacks);
        System.out.printf(
            "%-18s %,11d live: native %,.1f, Java heap %,.1f, code cache %,.1f bytes each;"
                + " making one took %,.0f ns first, %,.0f ns last; %s%n",
            memory.mechanism(),
            memory.callbacks(),
            memory.perCallback(memory.nativeBytes()),
            memory.perCallback(memory.heapBytes()),
            memory.perCallback(memory.codeBytes()),
            memory.firstNanos(),
            memory.lastNanos(),
            memory.end());
        all.add(memory);
      }
    }
    return all;
  }

  private static Memory measure(MemoryChild.Mechanism mechanism, int callbacks) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    long heap = heap(callbacks) >> 20;
    // The whole heap is made resident at the start, so that what grows later is native memory.
    command.addAll(List.of("-Xms" + heap + "m", "-Xmx" + heap + "m", "-XX:+AlwaysPreTouch"));
    command.addAll(List.of("-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(MemoryChild.class.getName(), mechanism.name()));
    command.add(Integer.toString(callbacks));
    Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
    child.getOutputStream().close();
    Memory memory = new Memory(mechanism.toString(), 0, 0, 0, 0, 0, 0, "the JVM ended");
    boolean isCompilerOff = false;
    try (BufferedReader out = child.inputReader()) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.startsWith(MemoryChild.RESULT)) {
          memory = new Gson().fromJson(line.substring(MemoryChild.RESULT.length()), Memory.class);
        }
        isCompilerOff |= line.matches(".*[Cc]ompil.* disabled.*");
      }
    }
    return isCompilerOff ? memory.ending(memory.end() + "; the JIT compiler is off") : memory;
  }

  private static long heap(int callbacks) {
    long half =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize() / 2;
    return Math.min(HEAP_BESIDES + HEAP_PER_CALLBACK * callbacks, half);
  }
}
