// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.handlertable.support.AlsoByJni;
import io.github.handlertable.support.NativeThreads;
import io.github.handlertable.support.Scale;
import io.github.handlertable.support.TestNative;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * In a forked child there is no JVM; a stub call does nothing there, and returns. Of the three ways
 * to fork, only the first calls handlers of {@code pthread_atfork}.
 */
@AlsoByJni
class ForkTest {
  private static final NativeHandler COUNT = TestNative.handler("count");

  private final HandlerTable table = HandlerTable.wrap(TestNative.staticTable());

  /** Each fork copies the page tables of all that other tests have left in this JVM. */
  private final int children = Math.min(Scale.times(20), 100);

  @BeforeEach
  void register() {
    assertTrue(table.register(1, COUNT::handle));
    assertTrue(table.handle(1));
  }

  @AfterEach
  void theParentGoesOn() {
    long before = TestNative.counted();
    assertTrue(TestNative.handle(table.address(), 1));
    NativeThreads.handling(table, 1).run();
    assertEquals(before + 2, TestNative.counted());
    table.unregister(0);
    table.unregister(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fork", "_Fork", "clone"})
  void ofAJavaThread(String way) {
    assertTrue(table.register(0, TestNative.handler(way + "_and_fire_1")));
    for (int child = 0; child < children; child++) {
      assertTrue(table.handle(0));
      assertEquals(0, TestNative.forkStatus());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fork", "_Fork", "clone"})
  void ofANativeThreadThatJavaKnows(String way) {
    assertTrue(table.register(0, TestNative.handler(way + "_and_fire_1")));
    for (int child = 0; child < children; child++) {
      NativeThreads.handling(table, 0).attached().run();
      assertEquals(0, TestNative.forkStatus());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fork", "_Fork", "clone"})
  void ofANativeThreadThatJavaDoesNotKnow(String way) {
    assertTrue(table.register(0, TestNative.handler(way + "_and_fire_1")));
    for (int child = 0; child < children; child++) {
      NativeThreads.handling(table, 0).run();
      assertEquals(0, TestNative.forkStatus());
    }
  }

  /** A raiser enters no Java. What it raises there is seen here if the set's memory is shared. */
  @ParameterizedTest
  @ValueSource(strings = {"fork", "_Fork", "clone"})
  void aRaiserWorksInTheChild(String way, @TempDir Path directory) {
    assertTrue(table.register(0, TestNative.handler(way + "_and_fire_1")));
    try (PendingEvents shared = PendingEvents.map(directory.resolve("set"), 8);
        PendingEvents copied = PendingEvents.create(8)) {
      for (PendingEvents events : List.of(shared, copied)) {
        Handler java = table.replace(1, events.raiser(5)).orElseThrow();
        assertTrue(table.handle(0));
        assertEquals(0, TestNative.forkStatus());
        assertEquals(events == shared, events.isPending(5));
        table.replace(1, java);
      }
    }
  }
}
