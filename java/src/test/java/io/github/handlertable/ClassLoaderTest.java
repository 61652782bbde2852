// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
  private static final class ForeignTable {
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

  private void registerInALoaderThatGoes(AtomicLong word, boolean close) throws Exception {
    ForeignTable table = new ForeignTable(new ForeignTable(1), TestNative.staticTable());
    assertTrue(table.register(1, runs::incrementAndGet));
    word.set(TestNative.word(TestNative.staticTable(), 1));
    if (close) {
      table.call("close");
    }
  }
}
