// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

/**
 * A C function pointer that runs Java code, however it was made.
 *
 * @param address of a {@code void (*)(void)}
 * @param keep what the garbage collector must not take as long as the pointer is in use
 * @param free ends the pointer's life
 */
record Callback(long address, Object keep, Runnable free) implements AutoCloseable {
  @Override
  public void close() {
    free.run();
  }
}
