// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.handlertable.HandlerTable;
import io.github.handlertable.NativeHandler;
import io.github.handlertable.PendingEvents;
import java.util.function.BooleanSupplier;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The close of a set. Its memory is given back behind others' backs, and its addresses are never
 * used again: so each race wants a new set, and takes some address space for ever.
 */
public final class CloseRaces {
  /** An IllegalStateException, where else there is 0 for false and 1 for true. */
  private static final int CLOSED = 2;

  private static final HandlerTable TABLE = HandlerTable.create(1);

  static {
    TABLE.register(0, () -> {});
  }

  private CloseRaces() {}

  private static int answer(BooleanSupplier question) {
    try {
      return question.getAsBoolean() ? 1 : 0;
    } catch (IllegalStateException closed) {
      return CLOSED;
    }
  }

  /** By Java and by a raiser, which can't tell. */
  @JCStressTest
  @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "raised, before the close or while it ran")
  @Outcome(id = "2, 2", expect = ACCEPTABLE, desc = "closed first")
  @Outcome(expect = FORBIDDEN, desc = "another answer, or a set that is open still")
  @State
  public static class RaisedBesideClose {
    private final PendingEvents events = PendingEvents.create(1);
    private final NativeHandler raiser = events.raiser(0);

    @Actor
    public void raise(II_Result result) {
      raiser.handle();
      result.r1 = answer(() -> events.raise(0));
    }

    @Actor
    public void close() {
      events.close();
    }

    @Arbiter
    public void end(II_Result result) {
      raiser.handle();
      result.r2 = answer(() -> events.isPending(0));
    }
  }

  /** Masks as well: what was told before is lost with the set. */
  @JCStressTest
  @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "unmasked, before the close or while it ran")
  @Outcome(id = "2, 2", expect = ACCEPTABLE, desc = "closed first")
  @Outcome(expect = FORBIDDEN, desc = "another answer, or a set that is open still")
  @State
  public static class UnmaskedBesideClose {
    private final PendingEvents events = PendingEvents.create(1);

    public UnmaskedBesideClose() {
      events.mask(0);
      events.raise(0);
    }

    @Actor
    public void unmask(II_Result result) {
      result.r1 = answer(() -> events.unmask(0));
    }

    @Actor
    public void close() {
      events.close();
    }

    @Arbiter
    public void end(II_Result result) {
      result.r2 = answer(() -> events.mask(0));
    }
  }

  @JCStressTest
  @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "handled, before the close or while it ran")
  @Outcome(id = "0, 2", expect = ACCEPTABLE, desc = "nothing was pending any more")
  @Outcome(id = "2, 2", expect = ACCEPTABLE, desc = "closed first")
  @Outcome(expect = FORBIDDEN, desc = "another answer, or a set that is open still")
  @State
  public static class HandledBesideClose {
    private final PendingEvents events = PendingEvents.create(1);

    public HandledBesideClose() {
      events.raise(0);
    }

    @Actor
    public void handle(II_Result result) {
      result.r1 = answer(() -> TABLE.handlePending(events) == 1);
    }

    @Actor
    public void close() {
      events.close();
    }

    @Arbiter
    public void end(II_Result result) {
      result.r2 = answer(() -> TABLE.handlePending(events) == 1);
    }
  }
}
