// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static io.github.handlertable.support.Throwables.throwing;
import static io.github.handlertable.support.Throwables.withDefaultHandler;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.handlertable.support.AlsoByJni;
import io.github.handlertable.support.Application;
import io.github.handlertable.support.ForeignTable;
import io.github.handlertable.support.Garbage;
import io.github.handlertable.support.NativeThreads;
import io.github.handlertable.support.ProductCopy;
import io.github.handlertable.support.Scale;
import io.github.handlertable.support.TestNative;
import java.io.File;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Several class loaders, each with a copy of the product and of its native library. */
@AlsoByJni
class ClassLoaderTest {
  private final AtomicInteger runs = new AtomicInteger();

  @Test
  void eachCopyWorks() throws Exception {
    ForeignTable one = new ForeignTable(4);
    ForeignTable other = new ForeignTable(4);
    assertNotSame(one.handlerClass, other.handlerClass);
    AtomicInteger runsOfOther = new AtomicInteger();
    assertTrue(one.register(3, runs::incrementAndGet));
    assertTrue(other.register(3, runsOfOther::incrementAndGet));

    assertEquals(true, one.call("handle", 3));
    assertTrue(TestNative.handle(one.address(), 3));
    NativeThreads.calling(TestNative.word(one.address(), 3)).run();
    assertEquals(3, runs.get());
    NativeThreads.calling(TestNative.word(other.address(), 3)).run();
    assertEquals(1, runsOfOther.get());
    one.call("close");
    other.call("close");
  }

  @Test
  void aTableOfOneIsUsedByTheOther() throws Exception {
    ForeignTable one = new ForeignTable(4);
    try (HandlerTable ours = HandlerTable.wrap(one.address())) {
      assertTrue(one.register(1, runs::incrementAndGet));
      AtomicInteger ownRuns = new AtomicInteger();
      assertTrue(ours.register(2, ownRuns::incrementAndGet));

      assertTrue(ours.handle(1));
      assertEquals(true, one.call("handle", 2));
      assertEquals(1, runs.get());
      assertEquals(1, ownRuns.get());

      long word = TestNative.word(ours.address(), 1);
      assertEquals(Optional.of(NativeHandler.ofAddress(word)), ours.unregister(1));
      Optional<?> taken = (Optional<?>) one.call("unregister", 2);
      assertEquals("NativeHandler", taken.orElseThrow().getClass().getSimpleName());
      assertEquals(0, ours.handleAll(0, 1, 2, 3));
    }
    one.call("close");
  }

  /**
   * Two class loaders have an object each for one table. Theirs takes out our word, and somebody
   * keeps it; then we close our object and register through a new one. The word that was kept must
   * not run the new handler.
   */
  @Test
  void aSlowUnregisterLeavesAloneWhatTheOtherRegistersMeanwhileThroughANewObject()
      throws Exception {
    ForeignTable owner = new ForeignTable(8);
    long address = owner.address();
    HandlerTable ours = HandlerTable.wrap(address);
    assertTrue(ours.register(5, () -> {}));
    long word = TestNative.word(address, 5);
    ForeignTable theirs = new ForeignTable(owner, address);
    assertSame(owner.table, theirs.table);
    Optional<?> taken = (Optional<?>) theirs.call("unregister", 5);
    ours.close();
    HandlerTable next = HandlerTable.wrap(address);
    assertNotSame(ours, next);
    assertTrue(next.register(5, runs::incrementAndGet));
    assertEquals(
        word, (long) taken.orElseThrow().getClass().getMethod("address").invoke(taken.get()));
    NativeHandler.ofAddress(word).handle(); // late: for nothing
    assertEquals(0, runs.get());
    assertTrue(next.handle(5) && TestNative.handle(address, 5));
    assertEquals(2, runs.get());
    next.close();
    owner.call("close");
  }

  @Test
  void toOneTheOtherIsCSoWhatAHandlerThrowsGoesToTheUncaughtExceptionHandler() throws Exception {
    ForeignTable one = new ForeignTable(4);
    List<Throwable> uncaught = new ArrayList<>();
    Error thrown = new Error();
    try (HandlerTable ours = HandlerTable.wrap(one.address())) {
      assertTrue(ours.register(1, throwing(thrown)));
      withDefaultHandler(
          (thread, throwable) -> uncaught.add(throwable),
          () -> assertEquals(true, assertDoesNotThrow(() -> one.call("handle", 1))));
    }
    assertEquals(List.of(thrown), uncaught);
    one.call("close");
  }

  @Test
  void whenALoaderIsUnreachableNativeThreadsStillMayFire() throws Exception {
    HandlerTable table = HandlerTable.wrap(TestNative.staticTable());
    int rounds = Scale.times(4);
    for (int round = 0; round < rounds; round++) {
      AtomicLong word = new AtomicLong();
      registerInALoaderThatGoes(word, round % 2 == 0);
      try (NativeThreads threads =
              NativeThreads.calling(word.get()).size(2).untilStopped().start();
          NativeThreads handling = NativeThreads.handling(table, 1).untilStopped().start()) {
        for (int collection = 0; collection < 10; collection++) {
          System.gc();
          NativeThreads.calling(word.get()).times(1000).run();
        }
        threads.stop();
        handling.stop();
      }
      TestNative.unregister(table.address(), 1);
    }
    assertTrue(runs.get() > 0);
    assertEquals(0, TestNative.pendingExceptions());
  }

  private static int descriptors() {
    return new File("/proc/self/fd").list().length;
  }

  /** Starts an Application, and a native thread that fires its handler, and stops both. */
  private WeakReference<ClassLoader> startAndStop(AtomicLong word) throws Exception {
    String file = Application.class.getName().replace('.', '/') + ".class";
    String place = Application.class.getResource("/" + file).toString();
    URL tests = new URL(place.substring(0, place.length() - file.length()));
    URL product = HandlerTable.class.getProtectionDomain().getCodeSource().getLocation();
    ClassLoader loader = new URLClassLoader(new URL[] {tests, product}, null);
    Class<?> application = loader.loadClass(Application.class.getName());
    Runnable code = runs::incrementAndGet;
    word.set((long) application.getMethod("start", Runnable.class).invoke(null, code));
    int before = runs.get();
    try (NativeThreads caller = NativeThreads.calling(word.get()).untilStopped().start()) {
      while (runs.get() == before) {
        Thread.onSpinWait();
      }
      application.getMethod("stop").invoke(null);
      caller.stop();
    }
    return new WeakReference<>(loader);
  }

  @Test
  void aLoaderThatHasClosedItsTablesGoesAndItsStubsDoNothing() throws Exception {
    long[] words = new long[Scale.times(20)];
    int descriptors = descriptors();
    long stale = HandlerTable.stats().staleCalls();
    for (int round = 0; round < words.length; round++) {
      AtomicLong word = new AtomicLong();
      WeakReference<ClassLoader> loader = startAndStop(word);
      words[round] = word.get();
      try (NativeThreads caller = NativeThreads.calling(words[0]).untilStopped().start()) {
        Garbage.collectUntil(() -> loader.refersTo(null), "the class loader does not go");
        caller.stop();
      }
    }
    Garbage.collectUntil(() -> descriptors() < descriptors + 5, "files stay open");
    int before = runs.get();
    for (long word : words) {
      NativeThreads.calling(word).size(2).times(100).run();
    }
    assertEquals(before, runs.get());
    assertEquals(0, TestNative.pendingExceptions());
    assertEquals(stale, HandlerTable.stats().staleCalls(), "each copy counts its own");
  }

  private void registerInALoaderThatGoes(AtomicLong word, boolean close) throws Exception {
    ForeignTable table = new ForeignTable(new ForeignTable(1), TestNative.staticTable());
    assertTrue(table.register(1, runs::incrementAndGet));
    word.set(TestNative.word(TestNative.staticTable(), 1));
    if (close) {
      table.call("close");
    }
  }

  /** A set that nobody has closed; its raiser can be called for ever. */
  @Test
  void pendingSetsDoNotKeepACopy() throws Exception {
    List<WeakReference<ClassLoader>> gone = new ArrayList<>();
    long raiser = raiserOfAnotherCopy(gone);
    Garbage.collectUntil(() -> gone.get(0).refersTo(null), "a class loader stays");
    TestNative.call(raiser);
  }

  private static long raiserOfAnotherCopy(List<WeakReference<ClassLoader>> loaders)
      throws Exception {
    ClassLoader loader = ProductCopy.load().getClassLoader();
    loaders.add(new WeakReference<>(loader));
    Class<?> type = loader.loadClass(PendingEvents.class.getName());
    Object events = type.getMethod("create", int.class).invoke(null, 10);
    Object closed = type.getMethod("create", int.class).invoke(null, 10);
    type.getMethod("close").invoke(closed);
    type.getMethod("raise", int.class).invoke(events, 1);
    type.getMethod("await", Duration.class).invoke(events, Duration.ZERO);
    Object raiser = type.getMethod("raiser", int.class).invoke(events, 1);
    return (long) raiser.getClass().getMethod("address").invoke(raiser);
  }
}
