// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import io.github.handlertable.child.BeCancelled;
import io.github.handlertable.child.FireAtThreadEnd;
import io.github.handlertable.support.AlsoByJni;
import io.github.handlertable.support.Child;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** However a thread ends, nothing of it stays in the JVM, which would crash it. */
@AlsoByJni
class ThreadEndTest {
  @ParameterizedTest
  @CsvSource({
    "older, plain, first",
    "older, plain, last",
    "older, detach, first",
    "older, detach, last",
    "newer, plain, first",
    "newer, plain, last",
    "newer, detach, first",
    "newer, detach, last"
  })
  void aThreadThatFiresInADestructorDoesNotStay(String key, String how, String round) {
    Child.java(Child.options(), FireAtThreadEnd.class, key, how, round)
        .succeeded("none has stayed");
  }

  /**
   * Handler's Javadoc forbids it. Should it do no harm one day, it need not be forbidden. What the
   * collector finds of such a thread is chance; mostly the first run crashes.
   */
  @Test
  void aThreadThatIsCancelledInAHandlerEndsTheJvm() {
    Child child = null;
    for (int run = 0; run < 20 && (child == null || child.status() == 0); run++) {
      child = Child.java(BeCancelled.OPTIONS, BeCancelled.class, "anywhere");
    }
    child.failed("SIGSEGV").butDidNotPrint("goes on");
  }

  @Test
  void aThreadThatIsCancelledBetweenTwoEventsDoesNoHarm() {
    Child.java(BeCancelled.OPTIONS, BeCancelled.class, "between").succeeded("cancelled", "goes on");
  }
}
