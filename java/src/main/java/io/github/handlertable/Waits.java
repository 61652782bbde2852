// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import io.github.handlertable.internal.Layout;
import io.github.handlertable.internal.Machine;
import io.github.handlertable.internal.Native;
import java.lang.ref.Reference;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A pending set as threads wait for it, and handle what is pending; its memory stays as long as one
 * does. {@code java/src/test/models/pending/life.pml} has its life.
 */
abstract class Waits extends Bits {
  private static final long SECOND = 1_000_000_000;

  private static final long ROUND = 1L << Integer.SIZE;

  /** The struct ht_set. */
  final long set;

  /**
   * In the lower half the threads that wait or wake, and one more as long as this is open; in the
   * upper half the rounds. Who makes it 0 gives back.
   */
  private final AtomicLong users = new AtomicLong(1);

  Waits(long set, int capacity, boolean made) {
    super(Machine.read(set + Layout.SET_PENDING), capacity, made);
    this.set = set;
  }

  /**
   * How often {@link #wake} was called: to be read before the caller of {@code await} looks at its
   * own reason to stop, so that a wake that comes after the look is not lost.
   */
  final int wakeCount() {
    if (!enter()) {
      return 0;
    }
    int count = Native.wakeCount(address);
    leave();
    return count;
  }

  /**
   * Waits, whatever interrupts. false: the time is over, or this is closed, or {@link #wake} was
   * called since that count. Negative: no limit.
   */
  final boolean await(int wakeCount, long nanoseconds) {
    if (!enter()) {
      return false;
    }
    boolean found = Native.waitForSet(address, capacity, wakeCount, nanoseconds);
    leave();
    return found;
  }

  /**
   * Ends all waits that got their count before. The caller has made sure of stack, for the leave,
   * too: else a close would wait for ever.
   */
  final void wake() {
    if (enter()) {
      Native.wake(address);
      leave();
    }
  }

  /** Whether this is closed, or its memory given back by the class loader that made it. */
  final boolean isOver() {
    if (closed || !enter()) {
      return true;
    }
    // One that this class loader made ends by `closed` alone: others may write into its file.
    boolean over = !made && Machine.read(address + Layout.PENDING_HEADER_ABI) == 0;
    leave();
    return over;
  }

  /**
   * {@link PendingEvents#await}, where {@code Long.MAX_VALUE} is no limit. Looks at the status each
   * second, too, for two kinds of interrupts do not tell: JDK 17's looks whom to tell before it
   * sets the status, and so tells nobody if the wait begins between; and one that finds no stack or
   * heap to wake with.
   */
  final boolean awaitInterruptibly(long timeout) throws InterruptedException {
    Machine.checkStack();
    long nanoseconds = Math.max(0, timeout);
    boolean limited = nanoseconds != Long.MAX_VALUE;
    long start = System.nanoTime();
    Interrupts interrupts = new Interrupts();
    try {
      interrupts.watch();
      for (long left = nanoseconds; ; left = nanoseconds - (System.nanoTime() - start)) {
        int count = wakeCount();
        if (Thread.currentThread().isInterrupted() || isOver()) {
          break;
        }
        if (!interrupts.isOpen()) { // read behind the count: its wake comes after that
          interrupts.ignore();
          interrupts = new Interrupts();
          interrupts.watch();
          continue;
        }
        if (await(count, Math.min(limited ? Math.max(0, left) : SECOND, SECOND))) {
          return true;
        }
        if (limited && left <= 0) {
          return false;
        }
      }
    } finally {
      interrupts.ignore();
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    return false;
  }

  /**
   * To be called when {@code closed} is set and raisers have ended: others may still wait. Returns
   * when none is left in memory of C's; nor one who wakes, for an interrupt or another loop's end
   * may come at any time.
   */
  final void endWaits() {
    Native.wake(address); // whoever gets the count after that sees closed
    leave();
    while (!made && (int) users.get() != 0) { // a round may go on: a handler of it may close
      Thread.yield(); // they are in native code, and nothing there sleeps any more
    }
  }

  /**
   * To be called before a round takes anything, for what it raises again must be found in a file.
   * Returns how many others there are; negative: this is closed, and there is no round.
   */
  final int beginRound() {
    long before = enter(ROUND);
    return before == 0 ? -1 : (int) (before >>> Integer.SIZE);
  }

  final void endRound() {
    leave(ROUND);
  }

  private boolean enter() {
    return enter(1) != 0;
  }

  /** Returns the users before; 0: this is closed and none waits, so nobody comes in any more. */
  private long enter(long user) {
    long now = users.get();
    while ((int) now != 0 && !users.compareAndSet(now, now + user)) {
      now = users.get();
    }
    return (int) now == 0 ? 0 : now;
  }

  private void leave() {
    leave(1);
  }

  private void leave(long user) {
    if (users.addAndGet(-user) == 0) {
      Native.giveBackSet(set);
    }
    Reference.reachabilityFence(this); // whoever collects this frees the struct ht_set
  }

  /**
   * What the interrupt of a thread does, told by java.nio's own way: it wakes, once. An interrupter
   * sets the thread's status first and asks whom to tell later: so it may come to the next wait's
   * object, when the thread has seen that status and cleared it. Then that wait needs another one.
   */
  private final class Interrupts extends AbstractInterruptibleChannel {
    void watch() {
      begin();
    }

    @Override
    protected void implCloseChannel() {
      Machine.checkStack();
      wake();
    }

    void ignore() {
      try {
        end(true);
      } catch (AsynchronousCloseException interrupted) {
        // The thread's status tells.
      }
    }
  }
}
