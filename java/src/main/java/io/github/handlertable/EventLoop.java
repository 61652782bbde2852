// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import io.github.handlertable.internal.Machine;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;

/**
 * A thread that waits for what is pending in a set, and handles it in a table, until it is closed;
 * or the set is, or the table: then what is not handled stays pending. When it falls behind, raises
 * of one index become one; no index that was raised is left out.
 *
 * <p>What a handler throws, whatever it is, goes to the listener, and the loop goes on. Without a
 * listener it goes to the thread's uncaught-exception handler, and so does what a listener throws.
 * An interrupt does not end the loop; the thread keeps its interrupt status, as handlers left it.
 */
public final class EventLoop implements AutoCloseable {
  /** Is told what handlers throw. */
  @FunctionalInterface
  public interface ErrorListener {
    /**
     * Called by the loop's thread, after the handler of an index has thrown.
     *
     * @param index whose handler it was
     * @param what it has thrown
     */
    void thrown(int index, Throwable what);
  }

  private final HandlerTable table;
  private final PendingEvents events;
  private final ErrorListener errors;
  private final Taking taking;
  private final Runnable wake;
  private final Thread thread;
  private volatile boolean closed;

  private EventLoop(
      HandlerTable table, PendingEvents events, ThreadFactory threads, ErrorListener errors) {
    this.table = table;
    this.events = events;
    this.errors = errors;
    this.taking = new Telling();
    this.wake = events::wake;
    this.thread = Objects.requireNonNull(threads.newThread(this::run), "the factory's thread");
  }

  /**
   * Starts a daemon thread, without a listener.
   *
   * @param table with the handlers
   * @param events to wait for
   * @return the loop, which runs
   * @throws IllegalStateException if the table or the set is closed
   */
  public static EventLoop start(HandlerTable table, PendingEvents events) {
    return start(table, events, EventLoop::daemon, null);
  }

  /**
   * Starts a thread of this factory, which may be a virtual one; but while it waits, it holds on to
   * its carrier.
   *
   * @param table with the handlers
   * @param events to wait for
   * @param threads makes the thread
   * @param errors null: none
   * @return the loop, which runs
   * @throws IllegalStateException if the table or the set is closed
   * @throws NullPointerException if the factory is null, or makes no thread
   * @throws IllegalThreadStateException if the factory has started its thread already
   */
  public static EventLoop start(
      HandlerTable table, PendingEvents events, ThreadFactory threads, ErrorListener errors) {
    table.checkOpen();
    events.checkOpen();
    Machine.checkStack(); // for what follows where the thread does not start
    EventLoop loop = new EventLoop(table, events, threads, errors);
    table.addLoop(loop.wake);
    try {
      loop.thread.start();
    } catch (Throwable notStarted) {
      loop.end(); // the factory may have started it
      table.removeLoop(loop.wake);
      throw notStarted;
    }
    return loop;
  }

  private static Thread daemon(Runnable loop) {
    Thread thread = new Thread(loop, "handler-table event loop");
    thread.setDaemon(true);
    return thread;
  }

  /** {@return the loop's thread} */
  public Thread thread() {
    return thread;
  }

  /**
   * Ends the loop, when the round of handlers that it is in has ended; what is raised later stays
   * pending. Returns when the thread has ended; called by that thread itself, at once. If the
   * calling thread is interrupted, it waits all the same, and stays interrupted.
   */
  @Override
  public void close() {
    Machine.checkStack();
    end();
    boolean interrupted = false;
    while (Thread.currentThread() != thread && thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void end() {
    closed = true;
    wake.run();
  }

  private void run() {
    int count = events.wakeCount(); // before the look at closed: see ht_wake_count
    while (!closed && !events.isOver() && !table.closed) {
      try {
        if (events.await(count, -1)) {
          taking.run(table);
        }
      } catch (Throwable throwable) { // want of stack or heap
        Thrown.passToUncaughtHandler(throwable);
      }
      count = events.wakeCount();
    }
    table.removeLoop(wake);
  }

  private final class Telling extends Taking {
    Telling() {
      super(events);
    }

    @Override
    void thrown(int index, Throwable what) {
      Throwable untold = what;
      try {
        if (errors != null) {
          errors.thrown(index, what);
          return;
        }
      } catch (Throwable throwable) {
        untold = throwable;
      }
      Thrown.passToUncaughtHandler(untold);
    }
  }
}
