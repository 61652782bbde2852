// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

/**
 * What the kernel has to tell a thread of an event, and what it knows of processes: {@code
 * kernel.c}. false: it did not work.
 */
final class Kernel {
  /** SIGUSR1 of all platforms here, which neither the JVM nor the JDK uses. */
  static final int USR1 = 10;

  static {
    NativeSide.empty(); // its library has the native methods below
  }

  private Kernel() {}

  /** Negative: there is none to be had. */
  static native int openEventFd();

  static native boolean writeEventFd(int fd);

  /** Waits for a write. */
  static native boolean readEventFd(int fd);

  static native void closeEventFd(int fd);

  /** Installs a C function that takes no argument, or ignores it. */
  static native boolean setSignalHandler(int number, long function);

  /** Drops those that are pending, too, which else would end the process. */
  static native boolean ignoreSignal(int number);

  /** Sends a signal to the calling thread, by {@code raise}. */
  static native boolean signalThread(int number);

  /** Sends a signal to this process, by {@code kill}: the kernel chooses the thread. */
  static native boolean signalProcess(int number);

  /** Processor time of all children that have ended, in user and kernel mode, in nanoseconds. */
  static native long childrenNanos();
}
