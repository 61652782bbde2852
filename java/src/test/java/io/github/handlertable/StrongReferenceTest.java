// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.handlertable.support.Garbage;
import io.github.handlertable.support.TestNative;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Who keeps whom alive, and when what is no longer needed goes. */
class StrongReferenceTest {
  private static final int MANY = 50_000;

  private final AtomicInteger runs = new AtomicInteger();

  /** Registers a handler that nobody else knows. */
  private WeakReference<Handler> register(HandlerTable table, int index) {
    Handler handler = new AloneHandler(runs);
    assertTrue(table.register(index, handler));
    return new WeakReference<>(handler);
  }

  private record AloneHandler(AtomicInteger runs) implements Handler {
    @Override
    public void handle() {
      runs.incrementAndGet();
    }
  }

  @Test
  void aRegisteredHandlerOutlivesCollectionsAndRuns() {
    try (HandlerTable table = HandlerTable.create(1)) {
      WeakReference<Handler> handler = register(table, 0);
      Garbage.collect();
      assertFalse(handler.refersTo(null));
      assertTrue(table.handle(0));
      assertTrue(TestNative.handle(table.address(), 0));
      assertEquals(2, runs.get());
    }
  }

  @Test
  void anUnregisteredHandlerGoes() {
    try (HandlerTable table = HandlerTable.create(1)) {
      WeakReference<Handler> handler = register(table, 0);
      assertTrue(table.unregister(0).isPresent());
      Garbage.collectUntil(() -> handler.refersTo(null), "kept after unregister");
      assertFalse(table.handle(0));
    }
  }

  @Test
  void aHandlerThatWasRefusedGoes() {
    try (HandlerTable table = HandlerTable.create(1)) {
      WeakReference<Handler> first = register(table, 0);
      WeakReference<Handler> refused = refuse(table);
      Garbage.collectUntil(() -> refused.refersTo(null), "kept after a failed register");
      assertFalse(first.refersTo(null));
    }
  }

  private WeakReference<Handler> refuse(HandlerTable table) {
    Handler refused = new AloneHandler(runs);
    assertFalse(table.register(0, refused));
    return new WeakReference<>(refused);
  }

  @Test
  void theHandlersOfAClosedTableGo() {
    HandlerTable table = HandlerTable.create(2);
    WeakReference<Handler> handler = register(table, 0);
    WeakReference<Handler> takenOutByC = register(table, 1);
    TestNative.unregister(table.address(), 1);
    table.close();
    Garbage.collectUntil(
        () -> handler.refersTo(null) && takenOutByC.refersTo(null), "kept after close");
    assertTrue(table.isClosed());
  }

  @Test
  void anUnreachableTableStaysAsLongAsAJavaHandlerIsInIt() {
    HandlerTable[] table = {HandlerTable.create(1)};
    register(table[0], 0);
    WeakReference<HandlerTable> unreachable = new WeakReference<>(table[0]);
    long address = table[0].address();
    table[0] = null;

    Garbage.collect();
    assertFalse(unreachable.refersTo(null));
    assertTrue(TestNative.handle(address, 0));
    assertEquals(1, runs.get());

    unreachable.get().close();
    Garbage.collectUntil(() -> unreachable.refersTo(null), "kept though it is empty");
  }

  @Test
  void anUnreachableTableGoesIfItIsEmptyOrHasOnlyCFunctions() {
    HandlerTable[] tables = {HandlerTable.create(1), HandlerTable.create(1)};
    register(tables[0], 0);
    assertTrue(tables[0].unregister(0).isPresent());
    assertTrue(tables[1].register(0, TestNative.handler("count")));
    WeakReference<HandlerTable> empty = new WeakReference<>(tables[0]);
    WeakReference<HandlerTable> onlyC = new WeakReference<>(tables[1]);
    tables[0] = tables[1] = null;
    Garbage.collectUntil(
        () -> empty.refersTo(null) && onlyC.refersTo(null), "kept, and nobody can see it");
  }

  @Test
  void theStubsOfAnUnreachableTableGoBack() {
    for (boolean closed : new boolean[] {false, true}) {
      HandlerTable[] table = {HandlerTable.create(MANY)};
      for (int index = 0; index < MANY; index++) {
        register(table[0], index);
      }
      if (closed) {
        table[0].close();
      } else {
        for (int index = 0; index < MANY; index++) {
          assertTrue(table[0].unregister(index).isPresent());
        }
      }
      long taken = HandlerTable.stats().stubs();
      table[0] = null;
      Garbage.collectUntil(
          () -> HandlerTable.stats().stubs() <= taken - MANY, "the stubs don't go back");
    }
  }
}
