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

/** Masks: they hold back, and lose nothing. */
public final class MaskRaces {
  private MaskRaces() {}

  /** The mask meets one who handles: he may still take what he saw before it. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "handled, before the mask or just behind it")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "held back, and handled when it is unmasked")
  @Outcome(expect = FORBIDDEN, desc = "lost, or handled twice")
  @State
  public static class MaskedBesideHandling {
    private final Stage stage = Stage.take();

    public MaskedBesideHandling() {
      stage.raise();
    }

    @Actor
    public void mask() {
      stage.events.mask(0);
    }

    @Actor
    public void handle(II_Result result) {
      result.r1 = stage.handlePending();
    }

    @Arbiter
    public void end(II_Result result) {
      stage.events.unmask(0);
      result.r2 = stage.handlePending();
      stage.putBack();
    }
  }

  /** The mask meets a raise: when both have returned, the index is held back. */
  @JCStressTest
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "held back, and handled when it is unmasked")
  @Outcome(expect = FORBIDDEN, desc = "handled in spite of the mask, or lost")
  @State
  public static class MaskedBesideRaise {
    private final Stage stage = Stage.take();

    @Actor
    public void raise() {
      stage.raise();
    }

    @Actor
    public void mask() {
      stage.events.mask(0);
    }

    @Arbiter
    public void end(II_Result result) {
      result.r1 = stage.handlePending();
      stage.events.unmask(0);
      result.r2 = stage.handlePending();
      stage.putBack();
    }
  }

  /** The unmask meets a raise: the one looks for the other's bit, so that one of them announces. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "found at once")
  @Outcome(expect = FORBIDDEN, desc = "not found, before somebody unmasks once more")
  @State
  public static class UnmaskedBesideRaise {
    private final Stage stage = Stage.take();

    public UnmaskedBesideRaise() {
      stage.events.mask(0);
    }

    @Actor
    public void raise() {
      stage.raise();
    }

    @Actor
    public void unmask() {
      stage.events.unmask(0);
    }

    @Arbiter
    public void end(II_Result result) {
      result.r1 = stage.handlePending();
      stage.events.unmask(0);
      result.r2 = stage.handlePending();
      stage.putBack();
    }
  }

  /** The unmask meets one who finds all masked, and so clears the summary above. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "unmasked first, and handled")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "unmasked too late, and found afterwards")
  @Outcome(expect = FORBIDDEN, desc = "lost, or handled twice")
  @State
  public static class UnmaskedBesideHandling {
    private final Stage stage = Stage.take();

    public UnmaskedBesideHandling() {
      stage.raise();
      stage.events.mask(0);
    }

    @Actor
    public void unmask() {
      stage.events.unmask(0);
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
}
