// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks.report;

/**
 * What live function pointers that run Java handlers take, beyond the handlers themselves.
 *
 * @param callbacks how many there were
 * @param nativeBytes growth of the process's resident memory; its heap was resident before
 * @param heapBytes growth of the used Java heap
 * @param codeBytes growth of the used code cache, which is part of the native memory
 * @param end why there were no more of them
 */
public record Memory(
    String mechanism,
    long callbacks,
    long nativeBytes,
    long heapBytes,
    long codeBytes,
    String end) {

  public Memory ending(String newEnd) {
    return new Memory(mechanism, callbacks, nativeBytes, heapBytes, codeBytes, newEnd);
  }

  public double perCallback(long bytes) {
    return (double) bytes / callbacks;
  }
}
