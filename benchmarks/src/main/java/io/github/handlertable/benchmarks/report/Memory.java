// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks.report;

/**
 * What live function pointers that run Java handlers take, beyond the handlers themselves; and what
 * making one takes when there are few and when there are many.
 *
 * @param callbacks how many there were; if none, the figures mean nothing
 * @param nativeBytes memory that the process wrote to, beyond the heap and the code cache: growth
 *     of Private_Dirty, less that of the code cache
 * @param heapBytes growth of the used Java heap
 * @param codeBytes growth of the used code cache
 * @param residentBytes growth of the process's Rss: native memory and code cache, and each page of
 *     code as often as it is mapped. The heap was resident before.
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
    long residentBytes,
    double firstNanos,
    double lastNanos,
    String end) {

  /** Nothing was measured. */
  public static Memory none(String mechanism, String why) {
    return new Memory(mechanism, 0, 0, 0, 0, 0, 0, 0, why);
  }

  public Memory ending(String newEnd) {
    return new Memory(
        mechanism,
        callbacks,
        nativeBytes,
        heapBytes,
        codeBytes,
        residentBytes,
        firstNanos,
        lastNanos,
        newEnd);
  }

  public double perCallback(long bytes) {
    return (double) bytes / callbacks;
  }
}
