// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.handlertable.support.Scale;
import io.github.handlertable.support.Table;
import io.github.handlertable.support.TestNative;
import io.github.handlertable.support.Together;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every handler table does when threads meet in it, whatever it is made of. */
interface HandlerTableRaces {
  int ROUNDS = Scale.times(10_000);

  Table create(int capacity);

  @Test
  default void ofTwoThreadsThatRegisterInOneSlotExactlyOneWins() throws Exception {
    try (Table table = create(1)) {
      Together.Meeting meeting = new Together.Meeting(2);
      Counted[] rivals = new Counted[2];
      Together.run(
          2,
          player -> {
            for (int round = 0; round < ROUNDS; round++) {
              rivals[player] = new Counted();
              meeting.await();
              rivals[player].wentIn = table.register(0, rivals[player]);
              meeting.await();
              if (player == 0) {
                assertTrue(rivals[0].wentIn != rivals[1].wentIn, "round " + round);
                Counted winner = rivals[rivals[0].wentIn ? 0 : 1];
                assertSame(winner, table.unregister(0).orElseThrow(), "round " + round);
              }
              meeting.await();
            }
            return null;
          });
    }
  }

  @Test
  default void ofTwoThreadsThatUnregisterFromOneSlotExactlyOneGetsTheHandler() throws Exception {
    try (Table table = create(1)) {
      Together.Meeting meeting = new Together.Meeting(2);
      List<Handler> handlers = List.of(() -> {}, TestNative.handler("count"));
      AtomicInteger cameOut = new AtomicInteger();
      Together.run(
          2,
          player -> {
            for (int round = 0; round < ROUNDS; round++) {
              if (player == 0) {
                assertTrue(table.register(0, handlers.get(round % 2)), "round " + round);
              }
              meeting.await();
              table.unregister(0).ifPresent(handler -> cameOut.incrementAndGet());
              meeting.await();
              assertEquals(round + 1, cameOut.get());
            }
            return null;
          });
    }
  }

  @Test
  default void inAStormEachHandlerThatWentInComesOutOnceAndNoOtherEverRuns() throws Exception {
    int slots = 3;
    try (Table table = create(slots)) {
      List<List<Counted>> made =
          Together.run(
              4,
              player -> {
                Random random = new Random(player);
                List<Counted> mine = new ArrayList<>();
                for (int round = 0; round < ROUNDS; round++) {
                  Counted handler = new Counted();
                  mine.add(handler);
                  handler.wentIn = table.register(random.nextInt(slots), handler);
                  table.handle(random.nextInt(slots));
                  table.handleAll(0, 1, 2);
                  takeOut(table, random.nextInt(slots));
                }
                return mine;
              });
      IntStream.range(0, slots).forEach(slot -> takeOut(table, slot));
      for (List<Counted> mine : made) {
        for (Counted handler : mine) {
          assertEquals(handler.wentIn ? 1 : 0, handler.cameOut.get());
          assertTrue(handler.wentIn || !handler.ran, "ran, but never went in");
        }
      }
    }
  }

  private static void takeOut(Table table, int slot) {
    table.unregister(slot).ifPresent(out -> ((Counted) out).cameOut.incrementAndGet());
  }

  /** A handler that keeps account of itself. */
  final class Counted implements Handler {
    private final AtomicInteger cameOut = new AtomicInteger();
    private volatile boolean ran;
    private boolean wentIn;

    @Override
    public void handle() {
      ran = true;
    }
  }
}
