// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.handlertable.support.Child;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.Executable;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What users can see. Who changes this list changes what they compile against. */
class PublicApiTest {
  private static final String PACKAGE = "io.github.handlertable";

  /** Without the package's name, and java.lang. */
  private static final String API =
      """
      public final class EventLoop is AutoCloseable
        public Thread EventLoop.thread()
        public static EventLoop EventLoop.start(HandlerTable,PendingEvents)
        public static EventLoop EventLoop.start(HandlerTable,PendingEvents,java.util.concurrent.ThreadFactory,EventLoop$ErrorListener)
        public void EventLoop.close()
      public abstract static interface EventLoop$ErrorListener
        public abstract void EventLoop$ErrorListener.thrown(int,Throwable)
      public abstract interface Handler
        public abstract void Handler.handle()
      public final class HandlerTable is AutoCloseable
        public boolean HandlerTable.handle(int)
        public boolean HandlerTable.isClosed()
        public boolean HandlerTable.register(int,Handler)
        public int HandlerTable.capacity()
        public int HandlerTable.handleAll(int...)
        public int HandlerTable.handlePending(PendingEvents)
        public String HandlerTable.toString()
        public java.util.Optional<Handler> HandlerTable.handler(int)
        public java.util.Optional<Handler> HandlerTable.replace(int,Handler)
        public java.util.Optional<Handler> HandlerTable.unregister(int)
        public long HandlerTable.address()
        public static HandlerTable HandlerTable.create(int)
        public static HandlerTable HandlerTable.wrap(long)
        public static HandlerTable$Stats HandlerTable.stats()
        public void HandlerTable.close()
      public static final record HandlerTable$Stats
        public final boolean HandlerTable$Stats.equals(Object)
        public final int HandlerTable$Stats.hashCode()
        public final String HandlerTable$Stats.toString()
        public HandlerTable$Stats(long,long,long)
        public long HandlerTable$Stats.refusedCalls()
        public long HandlerTable$Stats.staleCalls()
        public long HandlerTable$Stats.stubs()
      public final class NativeHandler is Handler
        public boolean NativeHandler.equals(Object)
        public boolean NativeHandler.isLeaf()
        public int NativeHandler.hashCode()
        public NativeHandler NativeHandler.leaf()
        public String NativeHandler.symbol()
        public String NativeHandler.toString()
        public long NativeHandler.address()
        public static NativeHandler NativeHandler.ofAddress(long)
        public void NativeHandler.handle()
      public final class NativeLibrary
        public HandlerTable NativeLibrary.table(String)
        public NativeHandler NativeLibrary.handler(String)
        public String NativeLibrary.toString()
        public static NativeLibrary NativeLibrary.open(String)
        public static NativeLibrary NativeLibrary.open(java.nio.file.Path)
      public final class PendingEvents is AutoCloseable
        public boolean PendingEvents.await(java.time.Duration) throws InterruptedException
        public boolean PendingEvents.isClosed()
        public boolean PendingEvents.isMasked(int)
        public boolean PendingEvents.isPending(int)
        public boolean PendingEvents.mask(int)
        public boolean PendingEvents.raise(int)
        public boolean PendingEvents.unmask(int)
        public int PendingEvents.capacity()
        public NativeHandler PendingEvents.raiser(int)
        public String PendingEvents.toString()
        public long PendingEvents.address()
        public static PendingEvents PendingEvents.create(int)
        public static PendingEvents PendingEvents.map(java.nio.file.Path,int)
        public static PendingEvents PendingEvents.wrap(long)
        public void PendingEvents.close()
      """;

  @Test
  void thePackageHasThisApi() throws Exception {
    Set<String> names = new TreeSet<>();
    Path directory = Child.CLASSES.resolve(PACKAGE.replace('.', '/'));
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.class")) {
      files.forEach(file -> names.add(file.getFileName().toString().replace(".class", "")));
    }
    names.remove("package-info");
    StringBuilder api = new StringBuilder();
    for (String name : names) {
      // Not initialised: nothing has started the product here.
      Class<?> type = Class.forName(PACKAGE + "." + name, false, getClass().getClassLoader());
      describe(type, api);
    }
    assertEquals(API, api.toString().replaceAll("(io\\.github\\.handlertable|java\\.lang)\\.", ""));
  }

  private static void describe(Class<?> type, StringBuilder api) {
    if (isVisible(type.getModifiers())) {
      api.append(type.toGenericString());
      Stream.of(type.getInterfaces())
          .forEach(parent -> api.append(" is ").append(parent.getName()));
      api.append('\n');
      Stream.of(type.getDeclaredMethods(), type.getDeclaredConstructors(), type.getDeclaredFields())
          .flatMap(Stream::of)
          .filter(member -> isVisible(((Member) member).getModifiers()))
          .map(
              member ->
                  member instanceof Executable executable
                      ? executable.toGenericString()
                      : member.toString())
          .sorted()
          .forEach(member -> api.append("  ").append(member).append('\n'));
    }
  }

  private static boolean isVisible(int modifiers) {
    return (modifiers & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0;
  }

  @Test
  void theModuleExportsThePackageAlone() throws Exception {
    try (InputStream in = Files.newInputStream(Child.CLASSES.resolve("module-info.class"))) {
      ModuleDescriptor module = ModuleDescriptor.read(in);
      assertEquals(PACKAGE, module.name());
      assertEquals(
          Set.of(PACKAGE), module.exports().stream().map(Object::toString).collect(toSet()));
    }
  }
}
