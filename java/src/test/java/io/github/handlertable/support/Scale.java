// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.support;

/**
 * How long the long tests run: {@code -Dhandlertable.test.scale=N} does N times the rounds. 1, the
 * default, is for every build; 50 gives the figures that the project promises.
 */
public final class Scale {
  private static final int SCALE = Integer.getInteger("handlertable.test.scale", 1);

  private Scale() {}

  public static int times(int rounds) {
    return Math.multiplyExact(rounds, SCALE);
  }

  /** Ten times at most: for tests that have a minute, however long the others run. */
  public static int timesInAMinute(int rounds) {
    return Math.multiplyExact(rounds, Math.min(SCALE, 10));
  }
}
