// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import com.google.gson.Gson;
import io.github.handlertable.HandlerTable;
import io.github.handlertable.benchmarks.report.Memory;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/** One mechanism's part of {@link MemoryUse}, in a JVM of its own. */
final class MemoryChild {
  /** The line with the result begins so; or that with what went wrong. */
  static final String RESULT = "result: ";

  static final String FAILED = "failed: ";

  /** And these, with how many there are so far: for a JVM that dies of more. */
  static final String MADE = "made: ";

  private static final long LIMIT_SECONDS = 300;

  /** So many are made between two looks at the clock. */
  private static final int STEP = 4096;

  /** What makes function pointers. */
  enum Mechanism {
    TABLE("handler table", null),
    FOREIGN("java.lang.foreign", Foreign::callback),
    JNA("JNA", Jna::callback),
    JNR("jnr-ffi", Jnr::callback),
    LWJGL("LWJGL", Lwjgl::callback);

    private final String name;
    private final Function<Counter, Callback> maker;

    Mechanism(String name, Function<Counter, Callback> maker) {
      this.name = name;
      this.maker = maker;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** In bytes; at one time. */
  private record Use(long written, long resident, long heap, long code) {
    static Use now() throws IOException {
      System.gc();
      long code = 0;
      for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
        // "CodeCache", or "CodeHeap 'non-nmethods'" and its like
        code += pool.getName().startsWith("Code") ? pool.getUsage().getUsed() : 0;
      }
      long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
      return new Use(ofProcess("Private_Dirty:"), ofProcess("Rss:"), heap, code);
    }

    /**
     * Rss counts a page of code that is mapped many times as often, and pages of libraries. Private
     * and written to is what nobody else uses, whoever comes and goes meanwhile.
     */
    private static long ofProcess(String what) throws IOException {
      for (String line : Files.readAllLines(Path.of("/proc/self/smaps_rollup"))) {
        if (line.startsWith(what)) {
          return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
      throw new IOException("no " + what + " in /proc/self/smaps_rollup");
    }
  }

  /** In nanoseconds; does not go on during garbage collections. */
  private static long clock() {
    long collecting = 0;
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      collecting += collector.getCollectionTime();
    }
    return System.nanoTime() - 1_000_000 * collecting;
  }

  /**
   * Whether the last collection left little room. From then on there would be hundreds of them, and
   * at the end no room to tell the result.
   */
  private static boolean isHeapFull() {
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      if (pool.getName().startsWith("Tenured")) {
        MemoryUsage left = pool.getCollectionUsage();
        return left.getUsed() > 0.9 * left.getMax();
      }
    }
    return false;
  }

  private final Counter[] counters;
  private final Object[] kept;
  private final long[] addresses;
  private final long[] clocks;
  private int live;
  private String end = "as many as asked for";

  private MemoryChild(int callbacks) {
    counters = new Counter[callbacks];
    kept = new Object[callbacks];
    addresses = new long[callbacks];
    clocks = new long[callbacks / STEP + 1];
    for (int i = 0; i < callbacks; i++) {
      counters[i] = new Counter();
    }
  }

  public static void main(String[] arguments) {
    Mechanism mechanism = Mechanism.valueOf(arguments[0]);
    try {
      print(RESULT + new Gson().toJson(measure(mechanism, Integer.parseInt(arguments[1]))));
    } catch (IOException | RuntimeException | Error e) {
      print(FAILED + e);
    }
    Runtime.getRuntime().halt(0); // to free it all is not what is measured
  }

  private static void print(String line) {
    System.out.println(line);
    System.out.flush();
  }

  private static Memory measure(Mechanism mechanism, int callbacks) throws IOException {
    new MemoryChild(1).make(mechanism); // loads what it needs, which is not to be counted
    MemoryChild all = new MemoryChild(callbacks);
    Use before = Use.now();
    all.make(mechanism);
    all.fire();
    Use after = Use.now();
    long code = after.code - before.code;
    return new Memory(
        mechanism.toString(),
        all.live,
        after.written - before.written - code,
        after.heap - before.heap,
        code,
        after.resident - before.resident,
        all.nanos(0, all.part()),
        all.nanos(all.live / STEP - all.part(), all.live / STEP),
        all.end);
  }

  private void make(Mechanism mechanism) {
    long start = System.nanoTime();
    HandlerTable table = null;
    clocks[0] = clock();
    try {
      if (mechanism == Mechanism.TABLE) {
        table = HandlerTable.create(counters.length);
        kept[0] = table;
      }
      for (int i = 0; i < counters.length; i++) {
        if (mechanism == Mechanism.TABLE) {
          table.register(i, counters[i]);
          addresses[i] = NativeSide.word(table.address(), i);
        } else {
          Callback callback = mechanism.maker.apply(counters[i]);
          kept[i] = callback.keep();
          addresses[i] = callback.address();
        }
        live++;
        if (live % STEP == 0) {
          clocks[live / STEP] = clock();
          if (live % (16 * STEP) == 0) {
            print(MADE + live);
          }
          if (System.nanoTime() - start > LIMIT_SECONDS * 1_000_000_000) {
            end = "stopped after " + LIMIT_SECONDS + " s";
            return;
          }
          if (isHeapFull()) {
            end = "then the Java heap was full";
            return;
          }
        }
      }
    } catch (RuntimeException | Error e) {
      end = "then: " + e;
    }
  }

  /** Steps: a million, or half of all. */
  private int part() {
    return Math.min(1_000_000, live / 2) / STEP;
  }

  /** What each took from one step to another. */
  private double nanos(int from, int to) {
    return from == to ? 0 : (double) (clocks[to] - clocks[from]) / ((long) (to - from) * STEP);
  }

  /** That they are alive is what was asked for. */
  private void fire() {
    for (int i = 0; i < live; i++) {
      NativeSide.call(addresses[i], 1);
      if (counters[i].count != 1) {
        throw new IllegalStateException("function pointer " + i + " did not run its handler");
      }
    }
  }
}
