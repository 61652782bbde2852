// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.support;

import io.github.handlertable.NativeHandler;
import io.github.handlertable.NativeLibrary;
import io.github.handlertable.internal.Layout;
import io.github.handlertable.internal.Native;
import java.nio.file.Path;

/** The tests' own C library, {@code src/test/c}: what only native code can do to a table. */
public final class TestNative {
  public static final Path FILE =
      Path.of("target", "test-native", "libhandlertabletest.so").toAbsolutePath();

  static {
    System.load(FILE.toString());
  }

  /** The same library once more, for its C handlers; so the product is not loaded before. */
  private static final class Library {
    static final NativeLibrary HANDLERS = NativeLibrary.open(FILE);
  }

  private TestNative() {}

  /** A C handler: {@code test_} and this name. */
  public static NativeHandler handler(String name) {
    return Library.HANDLERS.handler("test_" + name);
  }

  // By the C header, as any C program would.

  public static native long word(long table, int index);

  public static native void call(long word);

  public static native boolean register(long table, int index, long word);

  public static native long replace(long table, int index, long word);

  public static native long unregister(long table, int index);

  public static native void giveBack(long table, long word);

  /** Writes a word, whatever is there. */
  public static native void put(long table, int index, long word);

  /** A table of its own, to be freed. */
  public static native long createTable(long capacity);

  public static native void destroyTable(long table);

  public static native boolean handle(long table, int index);

  public static native long handleAll(long table, int[] indexes);

  /** A table as it should be, in memory that nobody may write. */
  public static native long readOnlyTable();

  /** A static table with 8 slots, on which the C handlers work. */
  public static native long staticTable();

  /** A static table with 3 slots, which no other C file can see. */
  public static native long fileTable();

  /** How often the C handler {@code count} ran. */
  public static native long counted();

  /** How often the C handler {@code leaf_count} ran. */
  public static native long countedByLeaf();

  /** What the C handler {@code leaf_call_kept} calls from now on. */
  public static native void keep(long word);

  /** A pending set of its own, to be freed. */
  public static native long createSet(long capacity);

  public static native void destroySet(long set);

  public static native boolean raise(long set, int index);

  public static native boolean isPending(long set, int index);

  public static native long handlePending(long table, long set, long budget);

  /** Waits as C does, until something is pending, or somebody ends it. */
  public static native boolean waitForSet(long set);

  /** Has a C function handle a signal from now on. */
  public static native void handleSignal(int signal, long function);

  /**
   * Has a C function handle a signal, and sends that to this thread so often. Returns how often; -1
   * if the function did not keep errno.
   */
  public static native int signal(long function, int times);

  /** How often C found an exception pending after a call, since it was asked last. Must be 0. */
  public static native long pendingExceptions();

  // Threads of C: see NativeThreads.

  public static native long startCrew(
      int size,
      long table,
      int index,
      long word,
      long times,
      int stackSize,
      int stackLeft,
      boolean attach,
      byte[] name);

  public static native void openGate(long crew);

  public static native void stopCrew(long crew);

  /** Returns false if the threads don't end in time. */
  public static native boolean joinCrew(long crew, int seconds, long[] counts);

  // Storm: which handler ran in which call.

  /** A call of this slot begins on this thread. Native threads know that by themselves. */
  public static native void callBegins(int index);

  /** Of the slot's handlers, those below this number are unregistered. */
  public static native void setClock(int index, long number);

  /** To be called by a handler that runs. */
  public static native void ran(int index, long number);

  /** How often {@link #ran} did, on this thread, in a call that began too late for it. */
  public static native long late();

  // Threads' ends.

  /**
   * Makes the key that the C handlers {@code fire_1_at_end} and {@code fire_1_now_and_at_end} need.
   *
   * @param detach the thread before it fires at its end
   * @param lastRound of destructors; else it fires in the first one
   */
  public static native void makeKey(boolean detach, boolean lastRound);

  /** Starts a thread that fires slot 0 of the static table until {@link #cancel}. */
  public static native void startCancelled(boolean holdOff);

  /** Cancels that thread and waits for it. Returns false if it ended otherwise. */
  public static native boolean cancel();

  // The process's ends.

  /** Of the last child of a C handler {@code fork_and_fire_1}: 0 if the stub did nothing there. */
  public static native int forkStatus();

  /** Makes exit(3) wait for these threads. */
  public static native void joinAtExit(long crew);

  // The middle of changes.

  private static native void bind(Class<?> product, int where, long given);

  private static native void unbind(Class<?> product);

  private static Runnable middle;

  /** Where code can be put into the product, between two steps of its protocol. */
  public enum Middle {
    /** In register: the stub is bound, the slot not yet changed. */
    BEFORE_REGISTER,
    /** In register: the slot is changed, if it was empty; the binding not yet confirmed. */
    AFTER_REGISTER,
    /** In register, both; what is to run in the second, the first gives to {@link #then}. */
    AROUND_REGISTER,
    /** In replace, where it can't be done in place: as in register. */
    BEFORE_REPLACE,
    /** In replace: the slot is changed, the binding not yet confirmed, the old one not ended. */
    AFTER_REPLACE,
    /** In replace, both; as in register. */
    AROUND_REPLACE,
    /** In unregister: the slot is still as it was. */
    BEFORE_UNREGISTER,
    /** In unregister: the slot is empty, the stub not yet retired. */
    AFTER_UNREGISTER,
    /** In unregister, both; as in register. */
    AROUND_UNREGISTER,
    /** In close, and where register heals: a slot's word is read, and about to be taken out. */
    BEFORE_REMOVE,
    /** Where a change begins, and C has given something back: its notes are still in the list. */
    BEFORE_TAKE_GIVEN,
    /** There: the notes are taken, and nothing of them is done yet. */
    AFTER_TAKE_GIVEN,
    /** There: a note that can't be done yet is about to go back into the list. */
    BEFORE_GIVE_AGAIN
  }

  /** Runs an action in which code runs in the middle of the first change of a table. */
  public static void inTheMiddle(Middle where, Runnable code, Runnable action) {
    middle = code;
    bind(Native.class, where.ordinal(), Native.address(Layout.OF_GIVEN));
    try {
      action.run();
    } finally {
      unbind(Native.class);
    }
    if (middle != null) {
      throw new AssertionError("the action did not come to " + where);
    }
  }

  /** What runs when the middle is met next. */
  public static void then(Runnable code) {
    middle = code;
  }

  /** Called by C: once, for the code may change tables itself. */
  private static void middle() {
    Runnable code = middle;
    if (code != null) {
      middle = null;
      code.run();
    }
  }
}
