// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.github.handlertable.support.Scale;
import io.github.handlertable.support.TestNative;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A slot needs as many stubs as it has registrants at once, plus one, however often it changes. */
class StubCountTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void stubsStayAsFewAsThereAreRegistrants(int registrants) throws Exception {
    int rounds = Scale.times(200_000) / registrants;
    try (HandlerTable table = HandlerTable.create(1)) {
      long before = HandlerTable.stats().stubs();
      List<Callable<Boolean>> all = new ArrayList<>();
      for (int registrant = 0; registrant < registrants; registrant++) {
        all.add(
            () -> {
              boolean same = true;
              for (int round = 0; round < rounds; round++) {
                int own = round;
                Handler handler = () -> fail("nobody fires " + own);
                if (table.register(0, handler)) {
                  same &= table.unregister(0).orElseThrow() == handler;
                }
              }
              return same;
            });
      }
      ExecutorService executor = Executors.newFixedThreadPool(registrants);
      for (var same : executor.invokeAll(all, Scale.times(30), TimeUnit.SECONDS)) {
        assertTrue(same.get());
      }
      executor.shutdown();
      long used = HandlerTable.stats().stubs() - before;
      assertTrue(used <= registrants + 1, used + " stubs");
      assertEquals(0, TestNative.word(table.address(), 0));
    }
  }
}
