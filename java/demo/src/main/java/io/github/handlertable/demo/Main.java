// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.demo;

import io.github.handlertable.Handler;
import io.github.handlertable.HandlerTable;
import io.github.handlertable.NativeHandler;
import io.github.handlertable.NativeLibrary;
import io.github.handlertable.internal.NativeLoader;
import io.github.handlertable.internal.Upcalls;
import java.io.File;

/**
 * Shows a handler table at work on real native events, and accounts for every one of them. Exits
 * with 0 only if every account balances. With {@code --doctor}: looks whether this machine has all
 * that it takes, and exits with 0 only if it has.
 */
public final class Main {
  private static final int TIMER = 0;
  private static final int HEARTBEAT = 1;
  private static final int SIGUSR1 = 2;
  private static final int DEVICE = 3;
  private static final int TZSET = 4;
  private static final int CLOSELOG = 5;
  private static final int INTERRUPT = 7;
  private static final int CAPACITY = 8;

  private static final int FIRES = 1000;

  private final Report report;
  private final HandlerTable table;
  private final long[] counts = new long[CAPACITY];

  private Main(HandlerTable table) {
    this.report = header();
    this.table = table;
  }

  public static void main(String[] args) throws Exception {
    String option = String.join(" ", args);
    boolean well;
    if (option.equals("--doctor")) {
      well = Doctor.examine(header());
    } else if (option.isEmpty()) {
      try (HandlerTable table = HandlerTable.create(CAPACITY)) {
        well = new Main(table).run();
      }
    } else {
      System.err.println("unknown: " + option + "; say --doctor, or nothing for the demo");
      well = false;
    }
    if (!well) {
      System.exit(1);
    }
  }

  private boolean run() throws Exception {
    mechanisms();
    nativeHandlers();
    ticks();
    raises();
    interrupts();
    Overhead.report(report);
    return report.verdict();
  }

  /** A report that says where this is run. */
  private static Report header() {
    Report report = new Report(System.out);
    report.line("handler-table %s", Main.class.getPackage().getImplementationVersion());
    report.line("");
    report.field(
        "platform",
        property("os.name")
            + " "
            + property("os.version")
            + " "
            + property("os.arch")
            + ", "
            + Runtime.getRuntime().availableProcessors()
            + " processors");
    report.field("JDK", Runtime.version() + ", " + property("java.vm.name"));
    return report;
  }

  private void mechanisms() {
    report.field("library", NativeLoader.source());
    table.register(TIMER, () -> {}); // the first Java handler chooses the mechanism
    table.unregister(TIMER);
    report.field("upcalls", Upcalls.mechanism());
  }

  private static String property(String name) {
    return System.getProperty(name);
  }

  private void nativeHandlers() {
    NativeLibrary libc = NativeLibrary.open("libc.so.6");
    table.register(TZSET, libc.handler("tzset"));
    table.register(CLOSELOG, libc.handler("closelog"));
    table.register(INTERRUPT, DemoLibrary.handler("demo_interrupt"));
    long fired = 0;
    for (int i = 0; i < FIRES; i++) {
      for (int index : new int[] {TZSET, CLOSELOG, INTERRUPT}) {
        fired++;
        if (table.handle(index)) {
          counts[index]++;
        }
      }
    }
    report.title("C functions, fired from Java");
    report.text(
        "tzset and closelog are the C library's own; all that can be seen of them is that they"
            + " return. demo_interrupt, from a C file of ours, counts its runs.");
    report.account(
        new Account("From Java", fired, "fires", "Java, before each")
            .plus(counts[TZSET], "tzset", "Java, by true of handle")
            .plus(counts[CLOSELOG], "closelog", "Java, by true of handle")
            .plus(DemoLibrary.interrupts(), "demo_interrupt", "the handler itself"));
  }

  private void ticks() throws Exception {
    Ticks ticks = new Ticks(table);
    ticks.run(TIMER, HEARTBEAT);
    ticks.report(report);
    counts[TIMER] = ticks.handled();
    counts[HEARTBEAT] = ticks.beats();
  }

  private void raises() throws Exception {
    File sent = File.createTempFile("handler-table-", ".sent");
    Raises raises = new Raises(table, SIGUSR1, DEVICE, sent);
    try {
      raises.run();
      raises.report(report);
    } finally {
      sent.delete();
    }
    counts[SIGUSR1] = raises.signalsHandled();
    counts[DEVICE] = raises.deviceHandled();
  }

  /** Shows what is taken out of the table as /proc/interrupts shows the kernel's. */
  private void interrupts() {
    report.title("The table, as /proc/interrupts would show it");
    report.line("%13s  %-6s  %s", "COUNT", "KIND", "HANDLER");
    for (int index = 0; index < CAPACITY; index++) {
      Handler handler = table.unregister(index).orElse(null);
      if (handler instanceof NativeHandler) {
        row(index, "native", ((NativeHandler) handler).symbol());
      } else if (handler != null) {
        row(index, "java", handler.getClass().getName());
      }
    }
  }

  private void row(int index, String kind, String name) {
    report.line("%3d:%9d  %-6s  %s", index, counts[index], kind, name);
  }
}
