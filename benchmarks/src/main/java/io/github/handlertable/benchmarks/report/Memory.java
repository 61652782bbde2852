// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks.report;

/**
 * What live function pointers that run Java handlers take, beyond the handlers themselves; and what
 * making one takes when there are few and when there are many.
 *
 * @param callbacks how many there were
 * @param nativeBytes growth of the process's resident memory; its heap was resident before
 * @param heapBytes growth of the used Java heap
 * @param codeBytes growth of the used code cache, which is part of the native memory
 * @param firstNanos for each of the first million, or of the first half if there are fewer; without
 *     garbage collections. 0: there were too few to tell
 * @param lastNanos for each of as many at the end
 * @param end why there were no more of them
 */
public record Memory(
    String mechanism,
    long callbacks,
    long nativeBytes,
    long heapBytes,
    long codeBytes,
    double firstNanos,
    double lastNanos,
    String end) {

  public Memory ending(String newEnd) {
    return new Memory(
        mechanism, callbacks, nativeBytes, heapBytes, codeBytes, firstNanos, lastNanos, newEnd);
  }

  public double perCallback(long bytes) {
    return (double) bytes / callbacks;
  }
}
