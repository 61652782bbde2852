// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import io.github.handlertable.child.EndManyCopies;
import io.github.handlertable.child.EndWhileFired;
import io.github.handlertable.support.AlsoByJni;
import io.github.handlertable.support.Child;
import io.github.handlertable.support.Scale;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** However the JVM ends while native threads fire: soon, without a crash, with the right status. */
@AlsoByJni
class ShutdownTest {
  private static final List<String> OPTIONS =
      Child.options("-XX:TieredStopAtLevel=1", "-Xshare:auto", "-XX:+UseSerialGC");

  private final int runs = Math.max(5, Scale.times(1));

  private static String callers(int run) {
    return run % 2 == 0 ? "4" : "16";
  }

  @ParameterizedTest
  @CsvSource({
    "return, 0",
    "exit, 3",
    "halt, 4",
    "exit in a handler, 5",
    "join at exit, 6",
    "join in a hook, 8"
  })
  void theProcessEnds(String how, int status) {
    for (int run = 0; run < runs; run++) {
      Child.java(OPTIONS, EndWhileFired.class, how, callers(run)).ended(status);
    }
  }

  /** java.lang.Shutdown has seven places left for what is to run after all hooks. */
  @Test
  void twelveCopiesOfTheProductNeedOnePlaceBehindTheHooks() {
    for (int run = 0; run < runs; run++) {
      Child.java(OPTIONS, EndManyCopies.class).ended(9);
    }
  }

  @Test
  void theProcessGoesOnAfterDestroyJavaVMAndAStubCallDoesNothing() {
    for (int run = 0; run < runs; run++) {
      List<String> command =
          Child.embedding("launcher", EndWhileFired.class, callers(run), OPTIONS);
      Child.run(command).ended(7);
    }
  }
}
