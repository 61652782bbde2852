// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static io.github.handlertable.support.Throwables.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.handlertable.internal.Layout;
import io.github.handlertable.support.AlsoByJni;
import io.github.handlertable.support.Garbage;
import io.github.handlertable.support.TestNative;
import io.github.handlertable.support.Together;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** One native table, one Java object. */
@AlsoByJni
class WrapTest extends TableOfC {
  private static final int MANY = 50_000;

  @Test
  void aTableThatWasMadeInJavaIsItsOwnWrap() {
    try (HandlerTable table = HandlerTable.create(CAPACITY)) {
      assertSame(table, HandlerTable.wrap(table.address()));
    }
  }

  @Test
  void aTableThatCOwnsHasOneObjectAndTheSlotsOfC() {
    HandlerTable table = HandlerTable.wrap(address);
    assertSame(table, HandlerTable.wrap(address));
    assertEquals(address, table.address());
    assertEquals(CAPACITY, table.capacity());
    assertFalse(table.register(CAPACITY, handler));
    assertTrue(table.register(2, handler) && TestNative.handle(address, 2));
    assertTrue(TestNative.register(address, 3, COUNT.address()));
    assertEquals(COUNT, table.unregister(3).orElseThrow());
    assertEquals(1, runs);
  }

  @Test
  void threadsThatWrapAtOnceGetOneObject() throws Exception {
    int rounds = 500; // each reads what is mapped, which after other tests are 28,000 lines
    Together.Meeting meeting = new Together.Meeting(2);
    for (List<HandlerTable> one :
        Together.run(
            2,
            player -> {
              HandlerTable[] all = new HandlerTable[rounds];
              for (int round = 0; round < rounds; round++) {
                meeting.await();
                all[round] = HandlerTable.wrap(address);
                meeting.await();
                if (player == 0) {
                  all[round].close();
                }
                meeting.await();
              }
              return Arrays.asList(all);
            })) {
      first.compareAndSet(null, one);
      for (int round = 0; round < rounds; round++) {
        assertSame(first.get().get(round), one.get(round), "round " + round);
      }
    }
  }

  private final AtomicReference<List<HandlerTable>> first = new AtomicReference<>();

  @Test
  void aTableThatCOwnsIsKnownUntilItIsClosedThoughNobodyRefersToIt() {
    registerThroughGarbage();
    Garbage.collect();
    assertTrue(TestNative.handle(address, 0));
    WeakReference<HandlerTable> table = new WeakReference<>(HandlerTable.wrap(address));
    assertSame(handler, table.get().unregister(0).orElseThrow());
    assertEquals(COUNT, table.get().unregister(1).orElseThrow());
    Garbage.collect();
    assertNotNull(table.get(), "forgotten, though it is open");
    table.get().close();
    Garbage.collectUntil(() -> table.refersTo(null), "kept, though it is closed");
    assertEquals(1, runs);
  }

  private void registerThroughGarbage() {
    HandlerTable garbage = HandlerTable.wrap(address);
    assertTrue(garbage.register(0, handler) && garbage.register(1, COUNT));
  }

  @Test
  void anotherTableThatCMadeInThePlaceOfAnOpenOneIsTold() {
    try (HandlerTable memory = HandlerTable.create(16)) {
      long inside = memory.address() + Layout.CACHE_LINE;
      TestNative.put(memory.address(), 0, 8); // the header: capacity, version
      TestNative.put(memory.address(), 1, Layout.ABI);
      HandlerTable old = HandlerTable.wrap(inside);
      TestNative.put(memory.address(), 0, 4);
      assertFails(
          IllegalStateException.class,
          () -> HandlerTable.wrap(inside),
          old.toString(),
          "not closed before C freed",
          "capacity is 4 now",
          "close the old object");
      TestNative.put(memory.address(), 1, 0);
      assertFails(
          IllegalArgumentException.class,
          () -> HandlerTable.wrap(inside),
          "no table at 0x" + Long.toHexString(inside));
      TestNative.put(memory.address(), 1, Layout.ABI);
      old.close();
      try (HandlerTable next = HandlerTable.wrap(inside)) {
        assertEquals(4, next.capacity());
      }
    }
  }

  @Test
  void theStubsOfAClosedTableOfCsGoBackWhenItIsGarbage() {
    long large = TestNative.createTable(MANY);
    long taken = fillThroughGarbageAndClose(large);
    Garbage.collectUntil(() -> HandlerTable.stats().stubs() <= taken - MANY, "they don't go back");
    TestNative.destroyTable(large);
  }

  /** Returns how many stubs were taken, this table's among them for sure. */
  private long fillThroughGarbageAndClose(long large) {
    HandlerTable garbage = HandlerTable.wrap(large);
    for (int index = 0; index < MANY; index++) {
      assertTrue(garbage.register(index, handler));
    }
    Garbage.collect(); // what other tests have left would count as well
    long taken = HandlerTable.stats().stubs();
    garbage.close();
    return taken;
  }

  /** Wraps the address of the table that goes with it, when it is too late. */
  private static final class Late {
    private final HandlerTable table = HandlerTable.create(1);
    private final long address = table.address();
    private final AtomicReference<Object> result;

    Late(AtomicReference<Object> result) {
      this.result = result;
    }

    @Override
    @SuppressWarnings({"deprecation", "removal"})
    protected void finalize() {
      try {
        result.set(HandlerTable.wrap(address));
      } catch (IllegalArgumentException e) {
        result.set(e.getMessage());
      }
    }
  }

  @Test
  void aTableThatIsBeingCollectedIsRefusedAlsoInAFinalizer() {
    AtomicReference<Object> result = new AtomicReference<>();
    makeGarbage(result);
    Garbage.collectUntil(() -> result.get() != null, "not finalized");
    assertTrue(result.get() instanceof String, "a table: " + result.get());
    assertTrue(((String) result.get()).contains("is being collected"), result.get().toString());
  }

  private static void makeGarbage(AtomicReference<Object> result) {
    assertNotNull(new Late(result));
  }

  @Test
  void whereATableOfJavaWasCMayMakeOne() {
    long[] reused = {0};
    Garbage.collectUntil(
        () -> {
          long gone = HandlerTable.create(1000).address();
          Garbage.collect();
          long one = TestNative.createTable(1000);
          reused[0] = one == gone ? one : 0;
          if (one != gone) {
            TestNative.destroyTable(one);
          }
          return one == gone;
        },
        "malloc never gives the same memory again");
    try (HandlerTable table = HandlerTable.wrap(reused[0])) {
      assertTrue(table.register(0, handler) && table.handle(0));
    }
    TestNative.destroyTable(reused[0]);
  }

  @Test
  void aClosedTableOfCsLeavesNothingBehind() {
    WeakReference<HandlerTable> last = null;
    for (int round = 0; round < 1000; round++) {
      long one = TestNative.createTable(1);
      HandlerTable table = HandlerTable.wrap(one);
      assertTrue(table.register(0, handler));
      table.close();
      last = new WeakReference<>(table);
      TestNative.destroyTable(one);
    }
    WeakReference<HandlerTable> gone = last;
    Garbage.collectUntil(() -> gone.refersTo(null), "kept");
    assertEquals(0, HandlerTable.Tables.ALL.ownedByC() - ownedByOtherTests);
  }

  private final int ownedByOtherTests = HandlerTable.Tables.ALL.ownedByC();
}
