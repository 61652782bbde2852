// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.child;

import io.github.handlertable.HandlerTable;
import io.github.handlertable.support.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.regex.Pattern;

/**
 * The first use of the product has had a thread of its own; then the stacks of other threads end.
 * All live at once: so whoever can get that thread's stack, does.
 */
public final class OverflowAfterStart {
  private static final int THREADS = 16;
  private static final int STACK = 512 * 1024; // pthread also gives one of up to four times that
  private static final CyclicBarrier ALL = new CyclicBarrier(THREADS);

  /** The addresses where one ends are those where the next begins. */
  private static final Pattern TWO_GUARDS =
      Pattern.compile("-(\\w+) ---p 00000000 00:00 0 *\n\\1-\\w+ ---p 00000000 00:00 0 *\n");

  private static int depth;

  private OverflowAfterStart() {}

  public static void main(String[] arguments) throws InterruptedException, IOException {
    Thread other = new Thread(() -> {});
    other.start();
    other.join(); // its stack is for the cleaner's thread, which would take the one in question
    long before = guardedTwice();
    HandlerTable table = HandlerTable.create(1);
    System.out.println(guardedTwice() - before + " stacks are left");
    Thread[] threads = new Thread[THREADS];
    for (int i = 0; i < THREADS; i++) {
      threads[i] = new Thread(null, OverflowAfterStart::overflow, "small stack", STACK);
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    table.close();
    System.out.println(Child.ENDING);
  }

  /**
   * How many stacks there are, of threads that live or have ended, in which the guard pages of the
   * JVM lie above one of pthread's. Whether pthread gives one to a Java thread depends on its
   * version.
   */
  private static long guardedTwice() throws IOException {
    String maps = Files.readString(Path.of("/proc/self/maps"));
    return TWO_GUARDS.matcher(maps).results().count();
  }

  private static void overflow() {
    try {
      ALL.await();
      recurse();
    } catch (StackOverflowError e) {
      // There it is.
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new AssertionError(e);
    }
  }

  private static void recurse() {
    depth++;
    recurse();
  }
}
