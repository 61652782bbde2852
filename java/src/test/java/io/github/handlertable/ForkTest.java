// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.handlertable.support.AlsoByJni;
import io.github.handlertable.support.NativeThreads;
import io.github.handlertable.support.Scale;
import io.github.handlertable.support.TestNative;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** In a forked child there is no JVM; a stub call does nothing there, and returns. */
@AlsoByJni
class ForkTest {
  private static final NativeHandler COUNT = TestNative.handler("count");

  private final HandlerTable table = HandlerTable.wrap(TestNative.staticTable());
  private final int children = Scale.times(20);

  @BeforeEach
  void register() {
    assertTrue(table.register(0, TestNative.handler("fork_and_fire_1")));
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

  @Test
  void ofAJavaThread() {
    for (int child = 0; child < children; child++) {
      assertTrue(table.handle(0));
      assertEquals(0, TestNative.forkStatus());
    }
  }

  @Test
  void ofANativeThreadThatJavaKnows() {
    for (int child = 0; child < children; child++) {
      NativeThreads.handling(table, 0).attached().run();
      assertEquals(0, TestNative.forkStatus());
    }
  }

  @Test
  void ofANativeThreadThatJavaDoesNotKnow() {
    for (int child = 0; child < children; child++) {
      NativeThreads.handling(table, 0).run();
      assertEquals(0, TestNative.forkStatus());
    }
  }
}
