// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import io.github.handlertable.PendingEvents;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A thread that C made, and so the JVM has never seen, runs a Java handler: for the first time in
 * its life, or when it has done so often.
 *
 * <p>Making the thread and waiting for its end is part of a first call; {@code c} is that alone.
 * The warm calls are all of one thread, after so many that are not counted that every mechanism has
 * made up its mind: jnr-ffi attaches a thread for good after a thousand.
 */
public class NewThread extends Grid {
  /** The same for each mechanism, before those of JMH's own warm-up. */
  private static final int WARM_UP = 1 << 14;

  /** So many that to hand them to the thread, some 10 microseconds, costs next to nothing. */
  private static final int MANY = 1 << 16;

  private final PendingEvents events = PendingEvents.create(1);
  private final long raiser = events.raiser(0).address();
  private long thread;

  @TearDown
  public void end() {
    events.close();
    if (thread != 0) {
      NativeSide.endThread(thread);
    }
  }

  /** The first call of it makes the thread; JMH's warm-up sees to it that this is not counted. */
  private void callWarm(long function) {
    if (thread == 0) {
      thread = NativeSide.startThread(function);
      NativeSide.callOnThread(thread, WARM_UP);
    }
    NativeSide.callOnThread(thread, MANY);
  }

  @Benchmark
  public void c_first_call() {
    NativeSide.callOnNewThread(NativeSide.NOTHING.address());
  }

  @Benchmark
  public void table_first_call(Pointers.OfTable pointer) {
    NativeSide.callOnNewThread(pointer.address());
  }

  /** Enters no Java, and attaches nothing. */
  @Benchmark
  public void raiser_first_call() {
    NativeSide.callOnNewThread(raiser);
  }

  @Benchmark
  public void jni_first_call() {
    NativeSide.callOnNewThread(NativeSide.UPCALL);
  }

  @Benchmark
  public void foreign_first_call(Pointers.OfForeign pointer) {
    NativeSide.callOnNewThread(pointer.address());
  }

  @Benchmark
  public void jna_first_call(Pointers.OfJna pointer) {
    NativeSide.callOnNewThread(pointer.address());
  }

  @Benchmark
  public void jnr_first_call(Pointers.OfJnr pointer) {
    NativeSide.callOnNewThread(pointer.address());
  }

  @Benchmark
  public void lwjgl_first_call(Pointers.OfLwjgl pointer) {
    NativeSide.callOnNewThread(pointer.address());
  }

  @Benchmark
  @OperationsPerInvocation(MANY)
  public void table_warm_call(Pointers.OfTable pointer) {
    callWarm(pointer.address());
  }

  @Benchmark
  @OperationsPerInvocation(MANY)
  public void jni_warm_call() {
    callWarm(NativeSide.UPCALL);
  }

  @Benchmark
  @OperationsPerInvocation(MANY)
  public void foreign_warm_call(Pointers.OfForeign pointer) {
    callWarm(pointer.address());
  }

  @Benchmark
  @OperationsPerInvocation(MANY)
  public void jna_warm_call(Pointers.OfJna pointer) {
    callWarm(pointer.address());
  }

  @Benchmark
  @OperationsPerInvocation(MANY)
  public void jnr_warm_call(Pointers.OfJnr pointer) {
    callWarm(pointer.address());
  }

  @Benchmark
  @OperationsPerInvocation(MANY)
  public void lwjgl_warm_call(Pointers.OfLwjgl pointer) {
    callWarm(pointer.address());
  }
}
