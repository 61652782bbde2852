// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import io.github.handlertable.internal.CString;
import io.github.handlertable.internal.Layout;
import io.github.handlertable.internal.Machine;
import io.github.handlertable.internal.Native;
import io.github.handlertable.internal.Upcalls;
import java.lang.ref.Reference;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A set of pending events, shared with native code: the Java face of {@code
 * handler_table_pending.h}. Anybody says that an event has happened, at once and from anywhere, by
 * a raise; somebody else handles it when it suits, by {@link HandlerTable#handlePending}, or an
 * {@link EventLoop} does. Raises of one index that meet before it is handled become one.
 *
 * <p>What a thread did before a raise happens-before the run of the handler for it, also where the
 * index was pending already. A masked index may be raised, and stays pending, until it is unmasked.
 *
 * <p>All methods may be called by any thread at any time, also by a handler. An index out of bounds
 * is an answer ({@code false}), but for {@link #raiser}. {@code raise}, {@code mask}, {@code
 * unmask} and the questions are wait-free. All but {@code await}, {@code capacity}, {@code
 * address}, {@code isClosed} and {@code close} throw IllegalStateException when the set is closed.
 */
public final class PendingEvents extends Raisers implements AutoCloseable {
  /** Apart for the reason that HandlerTable has. */
  private static final class Sets extends Known<PendingEvents> {
    static final Sets ALL = new Sets();

    @Override
    int capacityAt(long address) {
      return Bits.capacityAt(address);
    }

    @Override
    PendingEvents make(long address, int capacity) {
      return object(Native.wrapSet(address, capacity), capacity, false);
    }
  }

  private static volatile boolean linked;

  private PendingEvents(long set, int capacity, boolean made) {
    super(set, capacity, made);
    Runnable release = Upcalls.release(made ? address : 0, Sets.ALL.made, set, null, null);
    Startup.cleaner.register(this, release);
  }

  /**
   * Makes a set in native memory, with nothing pending. It ends when nothing in Java can reach it
   * any more, though its raisers stay callable: so who only has a raiser, or its {@link #address},
   * needs somebody in Java to hold on to the set. An event loop does.
   *
   * @param capacity the number of indexes
   * @return the set
   * @throws IllegalArgumentException if the capacity is negative or above 16,777,216
   * @throws OutOfMemoryError if there is not enough native memory
   * @throws UnsatisfiedLinkError as of {@link HandlerTable#create}
   */
  public static PendingEvents create(int capacity) {
    checkCapacity(capacity);
    start();
    return make(capacity);
  }

  private static PendingEvents make(int capacity) {
    Machine.checkStack();
    return known(Native.createSet(capacity), capacity);
  }

  /**
   * The set at an address: of an {@code ht_pending} that C code owns, or that Java made. <b>There
   * is one object for each</b> (in each class loader), as of {@link HandlerTable#wrap}. Close it
   * before C frees the set; then no raiser of it may run any more, no event loop use it, and no
   * thread be inside {@code handlePending} or a method that raises, masks, unmasks or asks. Waits
   * have ended when {@code close} returns.
   *
   * @param address of an {@code ht_pending}
   * @return the set
   * @throws IllegalArgumentException if there is no set of this version at the address, or Java
   *     made it and nothing could reach it any more
   * @throws IllegalStateException if Java made it and it is closed; or if C has freed a set that
   *     was not closed in Java, and made one of another capacity there; or if {@code /proc} is not
   *     there to tell
   * @throws UnsatisfiedLinkError as of {@link HandlerTable#create}
   */
  public static PendingEvents wrap(long address) {
    start();
    return Sets.ALL.wrap(address);
  }

  /**
   * The set in a file, to share with other processes, in C or any language that calls C. If there
   * is no such file, it is made, whole or not at all, with mode 0600: if two processes do so at
   * once, both get the same one. {@code /dev/shm} is a good place. Two maps of one file are two
   * sets to Java, with the same bits. What other processes, that have died since, raised and had
   * announced by half only is found again ({@code ht_rescan}); what one had taken is lost, 64
   * indexes at most for each of its threads that handled.
   *
   * <p>The bits are shared, and no function pointers. Who writes rubbish into the file makes
   * handlers run, or who waits busy; who shortens it ends its users by SIGBUS.
   *
   * @param file to be mapped
   * @param capacity the number of indexes
   * @return the set
   * @throws IllegalArgumentException says why, if the file can't be opened or made; if it is no
   *     regular file, or belongs to another user than this process runs as; or if it has no set of
   *     this capacity and of this version's layout
   * @throws UnsatisfiedLinkError as of {@link HandlerTable#create}
   */
  public static PendingEvents map(Path file, int capacity) {
    checkCapacity(capacity);
    if (file.getFileSystem() != FileSystems.getDefault()) {
      throw new IllegalArgumentException(
          "cannot map " + file.toUri() + ": it is not on the default file system");
    }
    start();
    Machine.checkStack();
    String name = file.toAbsolutePath().toString();
    long[] set = new long[1];
    String whyNot;
    try {
      whyNot = CString.from(Native.mapSet(CString.ofFile(name), capacity, set));
    } catch (CharacterCodingException e) {
      whyNot = "the locale that this JVM was started in can't write its name";
    }
    if (whyNot != null) {
      throw new IllegalArgumentException("cannot map " + name + ": " + whyNot);
    }
    return known(set[0], capacity);
  }

  private static PendingEvents known(long set, int capacity) {
    PendingEvents events = object(set, capacity, true);
    Sets.ALL.addMade(events);
    return events;
  }

  static PendingEvents object(long set, int capacity, boolean made) {
    if (set == 0) {
      throw new OutOfMemoryError("no native memory for a pending set of capacity " + capacity);
    }
    try {
      return new PendingEvents(set, capacity, made);
    } catch (Throwable noHeap) {
      Native.freeSet(set);
      throw noHeap;
    }
  }

  private static void start() {
    if (!linked) { // as HandlerTable.start
      synchronized (Startup.class) {
        HandlerTable.start();
        if (!linked) {
          Startup.checkRoom();
          Machine.findTake();
          PendingEvents events = make(1);
          events.mask(0);
          events.raise(0);
          Native.waitForSet(events.address, 1, events.wakeCount(), 0);
          events.unmask(0);
          Taking.link(events);
          events.close();
          linked = true;
        }
      }
    }
  }

  /**
   * Makes an index pending.
   *
   * @param index of the event
   * @return false if it is out of bounds
   */
  public boolean raise(int index) {
    checkOpen();
    if (isOutOfBounds(index)) {
      return false;
    }
    Native.raise(address, capacity, index);
    Reference.reachabilityFence(this);
    return true;
  }

  /**
   * Holds an index back until it is unmasked; it may be raised meanwhile. Does not wait: a thread
   * that is about to handle it may still do so.
   *
   * @param index to be masked
   * @return false if it is out of bounds
   */
  public boolean mask(int index) {
    checkOpen();
    if (isOutOfBounds(index)) {
      return false;
    }
    Native.mask(address, index);
    Reference.reachabilityFence(this);
    return true;
  }

  /**
   * Lets an index be handled again; now, if it is pending.
   *
   * @param index to be unmasked
   * @return false if it is out of bounds
   */
  public boolean unmask(int index) {
    checkOpen();
    if (isOutOfBounds(index)) {
      return false;
    }
    Native.unmask(address, capacity, index);
    Reference.reachabilityFence(this);
    return true;
  }

  /**
   * {@return whether an index is pending, masked or not; false also if it is out of bounds}
   *
   * @param index asked for
   */
  public boolean isPending(int index) {
    return isSet(index, 0);
  }

  /**
   * {@return whether an index is masked; false also if it is out of bounds}
   *
   * @param index asked for
   */
  public boolean isMasked(int index) {
    return isSet(index, Layout.GROUP_MASKED);
  }

  /**
   * A C function that raises an index, and does no more: it enters no Java, attaches no thread,
   * needs a few words of stack, and keeps errno. So a signal handler may call it; it may even be
   * one, for {@code sigaction} and {@code signal} take it as it is. It can be called for ever. When
   * the set is closed it does nothing.
   *
   * @param index to be raised
   * @return an equal one each time
   * @throws IllegalArgumentException if the index is out of bounds
   * @throws IllegalStateException if this set is closed, or no more raisers can be made
   */
  public NativeHandler raiser(int index) {
    return raiserOf(index);
  }

  /**
   * Waits until something is pending and not masked; a raise by anybody ends it, in native code or
   * another process too. Takes nothing: several threads may wait, and another one may be faster. A
   * look beside another thread that waits or handles may miss what that one is about to announce.
   *
   * <p>A virtual thread that waits holds on to its carrier.
   *
   * @param timeout zero or less: a look; too long to count in nanoseconds: no limit
   * @return false if the time is over, or the set is closed
   * @throws InterruptedException if this thread is interrupted, before or while it waits
   */
  public boolean await(Duration timeout) throws InterruptedException {
    return awaitInterruptibly(TimeUnit.NANOSECONDS.convert(timeout));
  }

  /** {@return the number of indexes} */
  public int capacity() {
    return capacity;
  }

  /** {@return the address of the native {@code ht_pending}} */
  public long address() {
    return address;
  }

  /** {@return whether {@link #close} was called} */
  public boolean isClosed() {
    return closed;
  }

  /**
   * Closes the set <b>for all who use it</b>, for there is one object for each native set. Waits
   * end, C's too ({@code ht_wait}), and an event loop, and raisers do nothing from now on; but a
   * raise that is under way may still write into the set's memory. If that is Java's, it is given
   * back to the system at once, or when rounds that are under way have ended, and its addresses are
   * never used again, nor are those of raisers. What was pending is lost; but in a file, where it
   * stays, without what a raise beside this writes late. A second close does nothing, and returns
   * when the first is done.
   */
  @Override
  public void close() {
    Machine.checkStack();
    end();
    Sets.ALL.remove(this); // also in a second close: a wrap that finds this object ends it so
    Reference.reachabilityFence(this);
  }

  @Override
  public String toString() {
    return "PendingEvents[capacity " + capacity + " at 0x" + Long.toHexString(address) + "]";
  }
}
