// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.demo;

import io.github.handlertable.Handler;
import java.util.concurrent.Phaser;

/** A Java handler by which a thread can wait for events: each beat ends a phase. */
final class Heartbeat implements Handler {
  private final Phaser beats = new Phaser(1);

  @Override
  public void handle() {
    beats.arrive();
  }

  /** How many beats there were. */
  int beats() {
    return beats.getPhase() & Integer.MAX_VALUE; // the sign says that it has stopped
  }

  boolean isBeating() {
    return !beats.isTerminated();
  }

  /** Waits for this many beats, or for the last. */
  void await(int more) {
    int last = beats() + more;
    for (int beat = beats.getPhase(); beat >= 0 && beat < last; ) {
      beat = beats.awaitAdvance(beat);
    }
  }

  /** There will be no more beats. */
  void stop() {
    beats.forceTermination();
  }
}
