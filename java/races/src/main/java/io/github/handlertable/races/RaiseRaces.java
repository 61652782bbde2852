// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A raise beside those who handle: none is lost, and none is handled twice. */
public final class RaiseRaces {
  private RaiseRaces() {}

  /** What is written before a raise is seen, also if the index is pending by another raise. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "the two raises became one")
  @Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "the first was handled before the second")
  @Outcome(expect = FORBIDDEN, desc = "the last run did not see what was written before a raise")
  @State
  public static class Merged {
    private final Stage stage = Stage.take();

    public Merged() {
      stage.raise();
    }

    @Actor
    public void raise() {
      stage.written = 1;
      stage.raise();
    }

    @Actor
    public void handle() {
      stage.handlePending();
    }

    @Arbiter
    public void end(II_Result result) {
      stage.handlePending();
      result.r1 = stage.runs;
      result.r2 = stage.seen;
      stage.putBack();
    }
  }

  /** A raise meets one who finds the word empty, and so clears the summary above it. */
  @JCStressTest
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "it came too late, and is found afterwards")
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "it was handled at once")
  @Outcome(expect = FORBIDDEN, desc = "the raise was lost, or handled twice")
  @State
  public static class Cleaned {
    private final Stage stage = Stage.take();

    public Cleaned() {
      stage.raise();
      stage.raiseOther(); // for a mark that is the only one is not cleared
      stage.handlePending(); // leaves the summary marked
    }

    @Actor
    public void raise() {
      stage.raise();
    }

    @Actor
    public void handle(II_Result result) {
      result.r1 = stage.handlePending();
    }

    @Arbiter
    public void end(II_Result result) {
      result.r2 = stage.handlePending();
      stage.putBack();
    }
  }

  /** Of two who handle, one takes the bit. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "the first took it")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "the second took it")
  @Outcome(expect = FORBIDDEN, desc = "both took it, or none")
  @State
  public static class TakenOnce {
    private final Stage stage = Stage.take();

    public TakenOnce() {
      stage.raise();
    }

    @Actor
    public void first(II_Result result) {
      result.r1 = stage.handlePending();
    }

    @Actor
    public void second(II_Result result) {
      result.r2 = stage.handlePending();
    }

    @Arbiter
    public void end(II_Result result) {
      stage.putBack();
    }
  }
}
