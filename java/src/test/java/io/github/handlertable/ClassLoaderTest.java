// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.handlertable.internal.Layout;
import io.github.handlertable.internal.Machine;
import java.io.File;
import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Several class loaders, each with a copy of the product and of its native library. */
class ClassLoaderTest {
  private final AtomicInteger runs = new AtomicInteger();

  /** A table of a copy of the product, by reflection. */
  static final class ForeignTable {
    final Class<?> handlerClass;
    final Object table;

    /** Of a loader that nobody else has. */
    ForeignTable(int capacity) throws Exception {
      URL product = HandlerTable.class.getProtectionDomain().getCodeSource().getLocation();
      ClassLoader loader = new URLClassLoader(new URL[] {product}, null);
      handlerClass = loader.loadClass(Handler.class.getName());
      Class<?> tableClass = loader.loadClass(HandlerTable.class.getName());
      assertNotSame(HandlerTable.class, tableClass);
      table = tableClass.getMethod("create", int.class).invoke(null, capacity);
    }

    /** Of the same loader. */
    ForeignTable(ForeignTable other, long address) throws Exception {
      handlerClass = other.handlerClass;
      table = other.table.getClass().getMethod("wrap", long.class).invoke(null, address);
    }

    Object handler(Runnable code) {
      return Proxy.newProxyInstance(
          handlerClass.getClassLoader(),
          new Class<?>[] {handlerClass},
          (proxy, method, arguments) -> {
            code.run();
            return null;
          });
    }

    boolean register(int index, Runnable code) throws Exception {
      return (boolean)
          table
              .getClass()
              .getMethod("register", int.class, handlerClass)
              .invoke(table, index, handler(code));
    }

    /** The function pointer of a handler that is registered in slot 0. */
    long registered(Runnable code) throws Exception {
      assertTrue(register(0, code));
      return TestNative.word(address(), 0);
    }

    Object call(String method) throws Exception {
      return table.getClass().getMethod(method).invoke(table);
    }

    Object call(String method, int index) throws Exception {
      return table.getClass().getMethod(method, int.class).invoke(table, index);
    }

    long address() throws Exception {
      return (long) call("address");
    }
  }

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
   * What is left of how a handler was lost when a table had several objects: the one that is slow
   * to unregister belongs to another class loader.
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
      assertTrue(ours.register(1, ExceptionTest.throwing(thrown)));
      ExceptionTest.withDefaultHandler(
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

  /** What comes and goes in an application server, with a copy of the product of its own. */
  public static final class Application {
    private static final HandlerTable TABLE = HandlerTable.create(4);

    private Application() {}

    /** Returns the word of its slot. */
    public static long start(Runnable code) {
      TABLE.register(3, code::run);
      TABLE.handle(3);
      return Machine.read(TABLE.address() + Layout.CACHE_LINE + 3 * Long.BYTES);
    }

    public static void stop() {
      TABLE.close();
    }
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
}
