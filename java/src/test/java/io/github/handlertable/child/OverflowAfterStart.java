// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.child;

import io.github.handlertable.HandlerTable;
import io.github.handlertable.support.Child;
import io.github.handlertable.support.NativeThreads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Threads of native code were attached, one by the first use of the product; then the stacks of
 * Java threads end. All live at once: so whoever can get the stack of a thread that was attached,
 * does.
 */
public final class OverflowAfterStart {
  private static final int THREADS = 16;
  private static final CyclicBarrier ALL = new CyclicBarrier(THREADS);

  /** Pthread gives one of up to four times that: of the first use's thread, and by default. */
  private static final int[] STACKS = {512 * 1024, 4 * 1024 * 1024};

  /** Guard pages of pthread's, and where they end, others. */
  private static final Pattern TWO_GUARDS =
      Pattern.compile(
          "(\\w+)-(\\w+) ---p 00000000 00:00 0 *\n\\2-(\\w+) ---p 00000000 00:00 0 *\n");

  private static int depth;

  private OverflowAfterStart() {}

  public static void main(String[] arguments) throws InterruptedException, IOException {
    Thread other = new Thread(() -> {});
    other.start();
    other.join(); // its stack is for the cleaner's thread, which would take the one in question
    long before = guardedTwice();
    HandlerTable table = HandlerTable.create(1);
    table.register(0, () -> {});
    NativeThreads.handling(table, 0).size(4).run();
    System.out.println(guardedTwice() - before + " stacks are left");
    for (int stack : STACKS) {
      overflowAll(stack);
    }
    table.close();
    System.out.println(Child.ENDING);
  }

  private static void overflowAll(int stack) throws InterruptedException {
    Thread[] threads = new Thread[THREADS];
    for (int i = 0; i < THREADS; i++) {
      threads[i] = new Thread(null, OverflowAfterStart::overflow, "overflows", stack);
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /**
   * How many stacks there are, of threads that live or have ended, in which more of the JVM's guard
   * pages are left than a Java thread covers by its own. Whether pthread gives one to a Java thread
   * depends on its version.
   */
  private static long guardedTwice() throws IOException {
    Matcher found = TWO_GUARDS.matcher(Files.readString(Path.of("/proc/self/maps")));
    return found.results().filter(guards -> size(guards, 2) > size(guards, 1)).count();
  }

  /** The bytes from one address to the next. */
  private static long size(MatchResult addresses, int group) {
    return Long.parseUnsignedLong(addresses.group(group + 1), 16)
        - Long.parseUnsignedLong(addresses.group(group), 16);
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
