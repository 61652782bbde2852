// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.child;

import io.github.handlertable.HandlerTable;
import io.github.handlertable.PendingEvents;
import java.time.Duration;

/** Raises and handles where no raiser can be made, and asks for one. */
public final class RaiseWithoutRaisers {
  private RaiseWithoutRaisers() {}

  public static void main(String[] args) throws InterruptedException {
    PendingEvents events = PendingEvents.create(8);
    HandlerTable table = HandlerTable.create(8);
    table.register(3, () -> System.out.println("handled"));
    for (int round = 0; round < 2; round++) {
      try {
        events.raiser(3);
      } catch (IllegalStateException e) {
        System.out.println(e.getMessage());
      }
      events.raise(3);
      System.out.println(events.await(Duration.ZERO) + " " + table.handlePending(events));
    }
    events.close();
  }
}
