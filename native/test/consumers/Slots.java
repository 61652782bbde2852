// SPDX-License-Identifier: Apache-2.0
import io.github.handlertable.Handler;
import io.github.handlertable.HandlerTable;
import io.github.handlertable.NativeHandler;
import io.github.handlertable.NativeLibrary;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Java and slots.rs register, handle and unregister in the same slots for a million rounds, and no
 * handler is lost, or run once too often. Takes the files of libevents.so and libslots.so.
 */
public final class Slots {
  private static final int ROUNDS = 1_000_000;
  private static final int SHARED = 3; // slots; those behind them tell what Rust has counted
  private static final int MAY_STAY = 50; // stubs, if all that Rust took out has been given back

  private final AtomicLong ran = new AtomicLong();
  private final Handler ours = ran::incrementAndGet;
  private long registered;
  private long fired;
  private long tookOurs;
  private long tookRust;

  private void take(HandlerTable table, int index) {
    Optional<Handler> taken = table.unregister(index);
    if (taken.isPresent()) {
      if (taken.get() == ours) {
        tookOurs++;
      } else if (taken.get() instanceof NativeHandler) {
        tookRust++;
      }
    }
  }

  private void rounds(HandlerTable table) {
    for (int round = 0; round < ROUNDS; round++) {
      registered += table.register(round % SHARED, ours) ? 1 : 0;
      fired += table.handle(round / 4 % SHARED) ? 1 : 0;
      take(table, round / 2 % SHARED);
    }
  }

  private static void check(String what, long expected, long actual) {
    System.out.println(what + ": " + expected + ", " + actual);
    if (expected != actual) {
      System.exit(1);
    }
  }

  public static void main(String[] arguments) throws Exception {
    HandlerTable table = NativeLibrary.open(Path.of(arguments[0])).table("app_events");
    NativeLibrary rust = NativeLibrary.open(Path.of(arguments[1]));
    AtomicLong[] told = new AtomicLong[4]; // registered, took its own, took Java's, fired
    for (int i = 0; i < told.length; i++) {
      AtomicLong count = told[i] = new AtomicLong();
      table.register(4 + i, count::incrementAndGet);
    }
    CountDownLatch started = new CountDownLatch(1);
    table.register(3, started::countDown);
    Thread thread = new Thread(rust.handler("rust_rounds")::handle);
    thread.start();
    started.await();
    Slots java = new Slots();
    java.rounds(table);
    rust.handler("rust_stop").handle();
    thread.join();
    for (int index = 0; index < SHARED; index++) {
      java.take(table, index);
    }
    AtomicLong rustRan = new AtomicLong();
    table.replace(3, rustRan::incrementAndGet);
    rust.handler("rust_ran").handle();

    HandlerTable.Stats stats = HandlerTable.stats();
    check("Rust's registered, and taken out", told[0].get(), told[1].get() + java.tookRust);
    check("Java's registered, and taken out", java.registered, told[2].get() + java.tookOurs);
    check(
        "fired, and run or late",
        told[3].get() + java.fired,
        rustRan.get() + java.ran.get() + stats.staleCalls());
    check("refused calls", 0, stats.refusedCalls());
    System.out.println("taken out by the other: " + told[2] + " and " + java.tookRust);
    if (told[2].get() == 0 || java.tookRust == 0 || stats.stubs() > MAY_STAY) {
      throw new AssertionError("They have not met, or " + stats.stubs() + " stubs are left.");
    }
    table.close();
  }
}
