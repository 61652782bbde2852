// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.demo;

import io.github.handlertable.Handler;
import io.github.handlertable.HandlerTable;
import java.util.concurrent.Callable;

/**
 * Puts the other one of two handlers in the place of a slot's handler, again and again until the
 * last beat; the result is how often.
 */
final class Replacer implements Callable<Long> {
  /** In calm times: how long a handler stays. */
  private static final int CALM_BEATS = 10;

  private static final int CALM_TURNS = 8;

  /** How long it then goes without a pause, so that calls are under way when a handler goes. */
  private static final int STORM_BEATS = 60;

  private final HandlerTable table;
  private final int index;
  private final Heartbeat heartbeat;
  private Handler in;
  private Handler out;
  private long replaced;

  Replacer(HandlerTable table, int index, Heartbeat heartbeat, Handler in, Handler out) {
    this.table = table;
    this.index = index;
    this.heartbeat = heartbeat;
    this.in = in;
    this.out = out;
  }

  @Override
  public Long call() {
    while (heartbeat.isBeating()) {
      for (int turn = 0; turn < CALM_TURNS; turn++) {
        heartbeat.await(CALM_BEATS);
        replace();
      }
      int end = heartbeat.beats() + STORM_BEATS;
      while (heartbeat.isBeating() && heartbeat.beats() < end) {
        replace();
      }
    }
    return replaced;
  }

  private void replace() {
    if (table.replace(index, out).orElse(null) != in) {
      throw new IllegalStateException("somebody else changed slot " + index);
    }
    Handler other = in;
    in = out;
    out = other;
    replaced++;
  }
}
