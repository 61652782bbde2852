// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.demo;

import io.github.handlertable.HandlerTable;
import io.github.handlertable.NativeHandler;
import io.github.handlertable.internal.CString;
import io.github.handlertable.internal.Layout;
import io.github.handlertable.internal.Machine;
import io.github.handlertable.internal.Native;
import io.github.handlertable.internal.NativeLoader;
import io.github.handlertable.internal.Upcalls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks whether this machine, and the options that this JVM was started with, have all that a
 * handler table needs; and where they don't, says what to do.
 */
final class Doctor {
  private static final int FOREIGN_JDK = 22; // the first with java.lang.foreign for all
  private static final int JDK = Runtime.version().feature();
  private static final String PROPERTY = "io.github.handlertable.";
  private static final String GRANT = "start java with --enable-native-access=ALL-UNNAMED";

  private static final int FEW_MAPPINGS = 1000;

  /** With less, native threads enter Java by the dearer way, or not at all. */
  private static final long SMALL_STACK = 512; // KiB

  /** Says what is wrong, and what to do. */
  private static final class Wrong extends Exception {
    private static final long serialVersionUID = 1;

    Wrong(String what, Object... arguments) {
      super(String.format(what, arguments));
    }
  }

  @FunctionalInterface
  private interface Check {
    /** Returns what it found; throws {@link Wrong}, or whatever went wrong. */
    String look() throws Exception;
  }

  private final Report report;
  private final List<String> wrong = new ArrayList<>();
  private boolean loaded; // the library
  private boolean started; // upcalls
  private int ran; // by the round trips

  private Doctor(Report report) {
    this.report = report;
  }

  /** Prints a line for each check; returns whether all is well. */
  static boolean examine(Report report) {
    return new Doctor(report).examine();
  }

  private boolean examine() {
    report.line("");
    check("native access", Doctor::nativeAccess);
    check("library", this::library);
    checkWith("library", loaded, "address space", Doctor::addressSpace);
    check("mappings", Doctor::mappings);
    check("stack limit", Doctor::stackLimit);
    checkWith("library", loaded, "upcalls", this::upcalls);
    checkWith("library", loaded, "Java fires C", Doctor::javaFiresC);
    checkWith("upcalls", started, "C fires Java", this::cFiresJava);
    checkWith("upcalls", started, "native thread", this::nativeThread);
    report.line("");
    report.text(
        wrong.isEmpty() ? "All is well." : "Something is wrong: " + String.join(", ", wrong) + ".");
    return wrong.isEmpty();
  }

  private void check(String name, Check check) {
    try {
      report.finding("ok", name, check.look());
    } catch (Throwable e) {
      wrong.add(name);
      String what = e instanceof Wrong ? e.getMessage() : e.toString();
      report.finding("WRONG", name, what.replaceFirst("^[\\w.]+: handler-table: ", ""));
    }
  }

  private void checkWith(String needed, boolean found, String name, Check check) {
    if (found) {
      check(name, check);
    } else {
      report.finding("-", name, "not tried: see " + needed);
    }
  }

  private static String nativeAccess() throws Exception {
    if (JDK < FOREIGN_JDK) {
      return "JDK " + JDK + " needs no permission";
    }
    Module product = HandlerTable.class.getModule();
    if ((boolean) Module.class.getMethod("isNativeAccessEnabled").invoke(product)) {
      return "granted";
    }
    throw new Wrong(
        "not granted: %s. %s",
        JDK < 24
            ? "so JNI is used, which takes more than twice as long to enter Java"
            : "this JDK warns of that, or refuses; a later one will always refuse",
        capital(GRANT));
  }

  private String library() throws Wrong {
    HandlerTable.stats(); // the first use loads it
    loaded = true;
    String source = NativeLoader.source();
    String wanted = System.getProperty(PROPERTY + "tmpdir", "");
    if (source.contains(" by way of ") && !source.endsWith(" " + wanted) && !wanted.isEmpty()) {
      throw new Wrong(
          "%s, as %s can't be used. Have -D%stmpdir name a directory that is there, for nobody"
              + " else to write to, and not mounted noexec",
          source, wanted, PROPERTY);
    }
    return source;
  }

  private static String addressSpace() throws Exception {
    int chunks = Machine.readInt(Native.address(Layout.OF_STUBS) + Layout.STUBS_CHUNKS);
    if (chunks == Layout.MOST_CHUNKS) {
      return String.format("for %,d Java handlers at once", handlers(chunks));
    }
    throw new Wrong(
        "for %,d Java handlers at once, and not for %,d: %s. Do away with that: start java behind"
            + " `ulimit -v unlimited`, and leave the library's file readable",
        handlers(chunks),
        handlers(Layout.MOST_CHUNKS),
        CString.from(Native.mapChunk(Layout.MOST_CHUNKS))); // beyond the last: tells why
  }

  private static long handlers(int chunks) {
    return (long) chunks * Layout.CHUNK_STUBS;
  }

  private static String mappings() throws Exception {
    long most = Long.parseLong(lines("/proc/sys/vm/max_map_count").get(0));
    long left = most - lines("/proc/self/maps").size();
    if (left >= FEW_MAPPINGS) {
      return String.format("%,d are left of %,d", left, most);
    }
    throw new Wrong(
        "%,d are left of %,d: each %,d Java handlers take three, and the JVM needs some. As root:"
            + " `sysctl vm.max_map_count=262144`",
        left, most, Layout.CHUNK_STUBS);
  }

  private static String stackLimit() throws Exception {
    String name = "Max stack size ";
    String limit =
        lines("/proc/self/limits").stream()
            .filter(line -> line.startsWith(name))
            .map(line -> line.substring(name.length()).trim().split(" ")[0])
            .findFirst()
            .orElseThrow();
    if (limit.equals("unlimited")) {
      return "none";
    }
    long size = Long.parseLong(limit) / 1024; // KiB
    if (size >= SMALL_STACK) {
      return String.format("%,d KiB, which native threads get as well", size);
    }
    throw new Wrong(
        "%,d KiB: a native thread gets no more, and may be refused when it fires a Java handler."
            + " Start java behind `ulimit -s 8192`",
        size);
  }

  private static List<String> lines(String file) throws IOException {
    return Files.readAllLines(Path.of(file), StandardCharsets.ISO_8859_1);
  }

  private String upcalls() throws Exception {
    try (HandlerTable table = HandlerTable.create(1)) {
      table.register(0, () -> {}); // the first Java handler chooses the mechanism
    }
    started = true;
    String property = System.getProperty(PROPERTY + "upcalls", "");
    if (JDK < FOREIGN_JDK || !Upcalls.mechanism().equals("JNI")) {
      return Upcalls.mechanism();
    }
    throw new Wrong(
        "JNI, though JDK %d has java.lang.foreign, which takes less than half of that: %s",
        JDK, property.isEmpty() ? GRANT : "leave out -D" + PROPERTY + "upcalls=" + property);
  }

  private static String javaFiresC() throws Exception {
    try (HandlerTable table = HandlerTable.create(1)) {
      table.register(0, DemoLibrary.handler("demo_interrupt"));
      long before = DemoLibrary.interrupts();
      table.handle(0);
      if (DemoLibrary.interrupts() != before + 1) {
        throw new Wrong("the C function was not called; please report this as a bug");
      }
      return "by the demo's own C function";
    }
  }

  private String cFiresJava() throws Exception {
    try (HandlerTable table = HandlerTable.create(1)) {
      table.register(0, () -> ran++);
      long stub = Machine.read(table.address() + Layout.CACHE_LINE);
      countRun(NativeHandler.ofAddress(stub)::handle);
      return "by a pointer to a function";
    }
  }

  private String nativeThread() throws Exception {
    try (HandlerTable table = HandlerTable.create(1)) {
      table.register(0, () -> ran++);
      countRun(() -> DemoLibrary.loop(table.address(), 0, 1));
      return "one that the JVM did not know has fired a Java handler";
    }
  }

  private void countRun(Runnable fire) throws Wrong {
    int before = ran;
    long refused = HandlerTable.stats().refusedCalls();
    fire.run();
    if (ran == before + 1) {
      return;
    }
    throw new Wrong(
        HandlerTable.stats().refusedCalls() > refused
            ? "the call was refused: there is too little stack (see the stack limit) or heap (-Xmx),"
                + " or the JVM is shutting down"
            : "the handler did not run; please report this as a bug");
  }

  private static String capital(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
