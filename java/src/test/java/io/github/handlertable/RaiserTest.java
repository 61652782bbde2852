// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.handlertable.child.CloseManySets;
import io.github.handlertable.support.AlsoByJni;
import io.github.handlertable.support.Child;
import io.github.handlertable.support.Garbage;
import io.github.handlertable.support.NativeThreads;
import io.github.handlertable.support.Scale;
import io.github.handlertable.support.TestNative;
import io.github.handlertable.support.Together;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Raisers: C functions that make an index pending. */
@AlsoByJni
class RaiserTest {
  private final PendingEvents events = PendingEvents.create(4097);
  private final HandlerTable table = HandlerTable.create(4097);

  @Test
  void itRaisesItsIndexAndNoOther() {
    int[] indexes = {0, 1, 63, 64, 4095, 4096};
    for (int index : indexes) {
      events.raiser(index);
    }
    for (int index : indexes) {
      table.register(index, () -> {});
      TestNative.call(events.raiser(index).address());
      assertTrue(events.isPending(index));
      assertEquals(1, table.handlePending(events));
    }
  }

  @Test
  void thereIsOneForEachIndex() throws Exception {
    List<Set<NativeHandler>> each =
        Together.run(
            4,
            number ->
                IntStream.range(0, 1000).mapToObj(events::raiser).collect(Collectors.toSet()));
    Set<NativeHandler> all = new HashSet<>();
    each.forEach(all::addAll);
    assertEquals(1000, all.size());
    assertNotEquals(PendingEvents.create(1).raiser(0), events.raiser(0));
  }

  @Test
  void itIsAFunctionLikeAnyOther() {
    NativeHandler raiser = events.raiser(7);
    assertEquals(raiser, NativeHandler.ofAddress(raiser.address()));
    assertEquals("raiser 7 of the set at 0x" + Long.toHexString(events.address()), raiser.symbol());
    HandlerTable hot = HandlerTable.create(8);
    assertTrue(hot.register(3, raiser));
    assertEquals(raiser, hot.handler(3).orElseThrow());
    assertTrue(TestNative.handle(hot.address(), 3)); // by C
    assertTrue(events.isPending(7));
    table.handlePending(events);
    assertTrue(hot.handle(3)); // by Java
    assertTrue(events.isPending(7));
    assertEquals(raiser, hot.unregister(3).orElseThrow());
    long next = raiser.address() + 8; // no function begins there
    assertFalse(NativeHandler.ofAddress(next).symbol().startsWith("raiser"));
    hot.close();
  }

  @Test
  void aNativeThreadThatCallsItIsNotAttached() {
    AtomicInteger handled = new AtomicInteger();
    table.register(5, handled::incrementAndGet);
    NativeThreads.Counts counts =
        NativeThreads.calling(events.raiser(5).address()).size(4).times(1000).run();
    assertEquals(4000, counts.calls());
    assertEquals(0, counts.attached());
    assertEquals(1, table.handlePending(events));
    assertEquals(1, handled.get());
  }

  @Test
  void itIsASignalHandler() {
    table.register(6, () -> {});
    assertEquals(100, TestNative.signal(events.raiser(6).address(), 100));
    assertTrue(events.isPending(6));
    assertEquals(1, table.handlePending(events));
  }

  @Test
  void ofAClosedSetItDoesNothing() {
    NativeHandler raiser = events.raiser(9);
    events.close();
    raiser.handle();
    TestNative.call(raiser.address());
    assertFalse(TestNative.isPending(events.address(), 9));
    assertEquals("raiser of a closed set", raiser.symbol());
    assertThrows(IllegalStateException.class, () -> events.raiser(9));
  }

  @Test
  void ofASetOfCsThatIsClosedItDoesNothing() {
    long ofC = TestNative.createSet(10);
    PendingEvents wrapped = PendingEvents.wrap(ofC);
    NativeHandler raiser = wrapped.raiser(9);
    raiser.handle();
    assertTrue(TestNative.isPending(ofC, 9));
    table.register(9, () -> {});
    table.handlePending(wrapped);
    wrapped.close();
    raiser.handle();
    assertFalse(TestNative.isPending(ofC, 9));
    TestNative.destroySet(ofC);
    raiser.handle();
  }

  @Test
  void ofASetThatIsCollectedItDoesNothing() {
    PendingEvents gone = PendingEvents.create(10);
    NativeHandler raiser = gone.raiser(9);
    long address = gone.address();
    gone = null;
    Garbage.collectUntil(
        () -> raiser.symbol().equals("raiser of a closed set"), "the set is not collected");
    raiser.handle();
    assertThrows(IllegalArgumentException.class, () -> PendingEvents.wrap(address));
  }

  @Test
  void itsAddressMeansNoOtherIndexEver() {
    Set<Long> addresses = new HashSet<>();
    Set<Long> sets = new HashSet<>();
    for (int i = 0; i < 5000; i++) { // more than a chunk has
      PendingEvents set = PendingEvents.create(1);
      assertTrue(sets.add(set.address()));
      assertTrue(addresses.add(set.raiser(0).address()));
      set.close();
    }
  }

  /** Threads call raisers all the time, while sets close. */
  @Test
  void itMayBeCalledWhileTheSetCloses() throws Exception {
    for (int round = 0; round < Scale.times(200); round++) {
      PendingEvents set = PendingEvents.create(70);
      NativeHandler raiser = set.raiser(69);
      Together.run(
          2,
          number -> {
            for (int i = 0; i < 100; i++) {
              raiser.handle();
              if (number == 1 && i == 50) {
                set.close();
              }
            }
            return null;
          });
    }
  }

  @Test
  void manySetsThatAreClosedLeaveNoMemoryBehind() {
    Child.java(
            Child.options("-Xms32m", "-Xmx32m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC"),
            CloseManySets.class,
            Integer.toString(Scale.times(20_000)))
        .succeeded("bytes for each closed set");
  }
}
