// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks.report;

import io.github.handlertable.HandlerTable;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** What figures depend on, as far as this machine tells. */
public final class Environment {
  /** Variables that the JVM and its launcher take arguments from. */
  private static final List<String> VARIABLES =
      List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS");

  private static final Path CPUINFO = Path.of("/proc/cpuinfo");
  private static final String UNKNOWN = "unknown";

  private Environment() {}

  /**
   * Describes this machine and the measuring JVMs, in words.
   *
   * @param jvmArguments what these JVMs are given besides this one's own
   */
  public static Map<String, Object> describe(List<String> jvmArguments, List<String> leftOut) {
    Map<String, Object> environment = new LinkedHashMap<>();
    environment.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    environment.put("handler-table", version());
    environment.put("processor", processor());
    environment.put("processors", Runtime.getRuntime().availableProcessors());
    environment.put(
        "frequency governor",
        read(Path.of("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")));
    environment.put("load average at the start", loadAverage());
    environment.put("load average at the end", "unknown: it did not come to its end");
    environment.put("memory", firstValue(Path.of("/proc/meminfo"), "MemTotal"));
    environment.put(
        "transparent huge pages", read(Path.of("/sys/kernel/mm/transparent_hugepage/enabled")));
    environment.put("system", property("os.name") + " " + property("os.version"));
    environment.put("architecture", property("os.arch"));
    environment.put("virtual machine guest", guest());
    environment.put("JDK", property("java.vm.name") + " " + property("java.vm.version"));
    environment.put("JDK vendor", property("java.vendor"));
    List<String> inherited = ManagementFactory.getRuntimeMXBean().getInputArguments();
    environment.put("JVM arguments, inherited", String.join(" ", inherited)); // by JMH's doing
    for (String variable : VARIABLES) {
      environment.put(variable, Objects.requireNonNullElse(System.getenv(variable), "not set"));
    }
    environment.put("JVM arguments, added", String.join(" ", jvmArguments));
    environment.put("left out", leftOut);
    return environment;
  }

  /** To be called when all is measured. */
  public static void end(Map<String, Object> environment) {
    environment.put("load average at the end", loadAverage());
  }

  private static String loadAverage() {
    return read(Path.of("/proc/loadavg"));
  }

  private static String version() {
    String version = HandlerTable.class.getPackage().getImplementationVersion();
    return version == null ? UNKNOWN : version;
  }

  private static String property(String name) {
    return System.getProperty(name);
  }

  /** By name; on AArch64 and RISC-V by a number or what else there is. */
  private static String processor() {
    for (String key : List.of("model name", "CPU part", "uarch", "isa")) {
      String value = firstValue(CPUINFO, key);
      if (!value.equals(UNKNOWN)) {
        return key.equals("model name") ? value : key + " " + value;
      }
    }
    return UNKNOWN;
  }

  private static String guest() {
    String flags = firstValue(CPUINFO, "flags"); // of x86 alone
    return flags.equals(UNKNOWN)
        ? UNKNOWN
        : (" " + flags + " ").contains(" hypervisor ") ? "yes" : "not that it shows";
  }

  private static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      return UNKNOWN;
    }
  }

  private static String firstValue(Path file, String key) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(key))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .orElse(UNKNOWN);
    } catch (IOException e) {
      return UNKNOWN;
    }
  }
}
