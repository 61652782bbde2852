// SPDX-License-Identifier: Apache-2.0

/*
 * Replaces a handler again and again while threads fire it: a new version comes without a pause.
 * No fire finds the slot empty, and each runs one version, the old one or the new one.
 *
 *     java --enable-native-access=ALL-UNNAMED -cp "$JAR" java/examples/HotSwap.java
 *
 * ends with:
 *
 *     600000 fires: 600000 runs, 0 found nobody
 */

import io.github.handlertable.Handler;
import io.github.handlertable.HandlerTable;
import java.util.concurrent.atomic.LongAdder;

class HotSwap {
  private static final int EVENT = 3;
  private static final int THREADS = 2;
  private static final int FIRES = 300_000; // by each thread

  private final HandlerTable table;
  private final LongAdder even = new LongAdder();
  private final LongAdder odd = new LongAdder();
  private final LongAdder nobody = new LongAdder();

  private HotSwap(HandlerTable table) {
    this.table = table;
  }

  public static void main(String[] args) throws InterruptedException {
    boolean right;
    try (HandlerTable table = HandlerTable.create(8)) {
      right = new HotSwap(table).run();
    }
    if (!right) {
      System.exit(1);
    }
  }

  /** A version of the handler. */
  private Handler version(int number) {
    LongAdder runs = number % 2 == 0 ? even : odd;
    return runs::increment;
  }

  private void fire() {
    for (int i = 0; i < FIRES; i++) {
      if (!table.handle(EVENT)) {
        nobody.increment();
      }
    }
  }

  private boolean run() throws InterruptedException {
    table.register(EVENT, version(0));
    Thread[] threads = new Thread[THREADS];
    for (int i = 0; i < THREADS; i++) {
      threads[i] = new Thread(this::fire);
      threads[i].start();
    }
    int versions = 1;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        // Returns the old one, of which a call may still be under way.
        table.replace(EVENT, version(versions++));
      }
      thread.join();
    }
    System.out.printf("%d versions; runs: %s of even ones, %s of odd ones%n", versions, even, odd);
    long fires = (long) THREADS * FIRES;
    long runs = even.sum() + odd.sum();
    System.out.printf("%d fires: %d runs, %s found nobody%n", fires, runs, nobody);
    return runs == fires && odd.sum() > 0 && nobody.sum() == 0;
  }
}
