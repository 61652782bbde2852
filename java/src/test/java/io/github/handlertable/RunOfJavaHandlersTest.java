// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.handlertable.support.TestNative;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * C fires runs of Java handlers by ht_handle_all: what comes of it is that of one after another.
 */
class RunOfJavaHandlersTest {
  private static final int CAPACITY = 200;

  private final HandlerTable table = HandlerTable.create(CAPACITY);
  private final List<Integer> ran = new ArrayList<>();

  @AfterEach
  void close() {
    table.close();
  }

  private void fill() {
    for (int i = 0; i < CAPACITY; i++) {
      int index = i;
      table.register(index, () -> ran.add(index));
    }
  }

  private long fire(int... indexes) {
    return TestNative.handleAll(table.address(), indexes);
  }

  private static int[] all() {
    return IntStream.range(0, CAPACITY).toArray();
  }

  @Test
  void allRunOnceAndInOrder() {
    fill();
    assertEquals(CAPACITY, fire(all()));
    assertEquals(IntStream.range(0, CAPACITY).boxed().toList(), ran);
  }

  @Test
  void aRunEntersJavaOnceHoweverOftenThereIsOne() {
    List<Boolean> inBatch = new ArrayList<>();
    Handler look =
        () ->
            inBatch.add(
                StackWalker.getInstance()
                    .walk(
                        frames ->
                            frames.anyMatch(
                                frame -> frame.getClassName().equals(Batch.class.getName()))));
    table.register(0, look);
    table.register(1, look);
    int rounds = 100; // more than there are struct ht_batch
    for (int round = 0; round < rounds; round++) {
      assertEquals(2, fire(0, 1));
    }
    assertEquals(Collections.nCopies(2 * rounds, true), inBatch);
  }

  @Test
  void emptySlotsAndCFunctionsMayLieBetween() {
    fill();
    table.unregister(70);
    table.unregister(71);
    table.register(71, TestNative.handler("count"));
    long counted = TestNative.counted();
    assertEquals(8, fire(3, 2, 70, 5, 71, 7, -1, CAPACITY, 7, 8, 9));
    assertEquals(List.of(3, 2, 5, 7, 7, 8, 9), ran);
    assertEquals(1, TestNative.counted() - counted);
  }

  @Test
  void whatAHandlerDoesToALaterSlotCounts() {
    fill();
    table.unregister(0);
    table.register(
        0,
        () -> {
          table.unregister(1);
          table.unregister(2);
          table.register(2, () -> ran.add(-2));
          table.unregister(3);
          table.register(3, TestNative.handler("count"));
        });
    long counted = TestNative.counted();
    long stale = HandlerTable.stats().staleCalls();
    assertEquals(4, fire(0, 1, 2, 3, 4));
    assertEquals(List.of(-2, 4), ran);
    assertEquals(1, TestNative.counted() - counted);
    assertEquals(0, HandlerTable.stats().staleCalls() - stale);
  }

  @Test
  void aStubThatCMovesMeanwhileRunsInItsNewSlotOnly() {
    fill();
    table.unregister(0);
    table.unregister(2);
    table.register(
        0,
        () -> {
          long stub = TestNative.unregister(table.address(), 1);
          TestNative.register(table.address(), 1, TestNative.handler("count").address());
          TestNative.register(table.address(), 2, stub);
        });
    long counted = TestNative.counted();
    assertEquals(4, fire(0, 1, 2, 3));
    assertEquals(List.of(1, 3), ran);
    assertEquals(1, TestNative.counted() - counted);
  }

  @Test
  void whatAHandlerThrowsIsToldAndTheRestRuns() {
    fill();
    RuntimeException thrown = new RuntimeException();
    table.unregister(1);
    table.register(
        1,
        () -> {
          ran.add(1);
          throw thrown;
        });
    List<Throwable> told = new ArrayList<>();
    Thread thread = Thread.currentThread();
    Thread.UncaughtExceptionHandler before = thread.getUncaughtExceptionHandler();
    thread.setUncaughtExceptionHandler((where, what) -> told.add(what));
    try {
      assertEquals(4, fire(0, 1, 2, 3));
    } finally {
      thread.setUncaughtExceptionHandler(before);
    }
    assertEquals(List.of(0, 1, 2, 3), ran);
    assertEquals(List.of(thrown), told);
  }

  @Test
  void aHandlerMayFireARunItself() {
    fill();
    table.unregister(5);
    table.register(5, () -> ran.add(-(int) fire(6, 7, 9, 10)));
    assertEquals(3, fire(4, 5, 8));
    assertEquals(List.of(4, 6, 7, 9, 10, -4, 8), ran);
  }
}
