// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.handlertable.HandlerTable;

/** Some native threads that the JVM does not know, all firing the same. */
public final class NativeThreads implements AutoCloseable {
  private static final int PATIENCE = 60; // seconds

  private final long table;
  private final int index;
  private final long word;
  private int size = 1;
  private long times = 1;
  private int stackSize;
  private int stackLeft;
  private boolean attached;
  private String name = "native thread";
  private final long[] counts = new long[5];
  private long crew;

  private NativeThreads(long table, int index, long word) {
    this.table = table;
    this.index = index;
    this.word = word;
  }

  /** Threads that call {@code ht_handle}. */
  public static NativeThreads handling(HandlerTable table, int index) {
    return new NativeThreads(table.address(), index, 0);
  }

  /** Threads that call a word that was read from a slot. */
  public static NativeThreads calling(long word) {
    return new NativeThreads(0, 0, word);
  }

  public NativeThreads size(int threads) {
    this.size = threads;
    return this;
  }

  /** How many calls each thread makes. */
  public NativeThreads times(long calls) {
    this.times = calls;
    return this;
  }

  public NativeThreads untilStopped() {
    return times(Long.MAX_VALUE);
  }

  /** Names the threads in the operating system, in at most 15 bytes. */
  public NativeThreads named(String osName) {
    this.name = osName;
    return this;
  }

  /** Makes new stacks; pthread would also take larger ones, of threads that have ended. */
  public NativeThreads stackSize(int bytes) {
    this.stackSize = bytes;
    return this;
  }

  /** Leaves so many bytes of the stack at the calls; then comes one more, with all of it. */
  public NativeThreads stackLeft(int bytes) {
    stackSize(1 << 20);
    this.stackLeft = bytes;
    return this;
  }

  /** The threads attach and detach themselves, as another library would. */
  public NativeThreads attached() {
    this.attached = true;
    return this;
  }

  public NativeThreads start() {
    return prepare().open();
  }

  /** Starts the threads, and lets them wait. */
  public NativeThreads prepare() {
    crew =
        TestNative.startCrew(
            size, table, index, word, times, stackSize, stackLeft, attached, name.getBytes(UTF_8));
    return this;
  }

  /** Lets them fire. */
  public NativeThreads open() {
    TestNative.openGate(crew);
    return this;
  }

  /** Makes exit(3) wait for the threads, instead of somebody here. */
  public void joinAtExit() {
    TestNative.joinAtExit(crew);
  }

  /**
   * What the threads did.
   *
   * @param calls they made
   * @param handled those that had a handler
   * @param runs of handlers that call {@link TestNative#ran}
   * @param late those of a handler that was unregistered when the call began, or not of this slot
   * @param attached threads that Java knew after their calls
   */
  public record Counts(long calls, long handled, long runs, long late, long attached) {}

  /** Waits for the threads' ends. Needs no Java heap but for its result. */
  public Counts join() {
    if (!TestNative.joinCrew(crew, PATIENCE, counts)) {
      throw new AssertionError("native threads do not end");
    }
    crew = 0;
    return new Counts(counts[0], counts[1], counts[2], counts[3], counts[4]);
  }

  public Counts stop() {
    TestNative.stopCrew(crew);
    return join();
  }

  public Counts run() {
    return start().join();
  }

  /** Stops the threads if a test has failed before it did so. */
  @Override
  public void close() {
    if (crew != 0) {
      stop();
    }
  }
}
