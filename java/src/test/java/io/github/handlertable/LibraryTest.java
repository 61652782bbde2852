// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.handlertable.child.FindWritableCode;
import io.github.handlertable.internal.Native;
import io.github.handlertable.support.Child;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The library in the jar: what it shows, and how it is hardened. */
class LibraryTest {
  private static final Path OBJECTS = Path.of("target", "objs", "library");

  @Test
  void itExportsWhatTheJvmBindsAndWhatAllCopiesShareAndNothingElse() throws Exception {
    Set<String> expected =
        new TreeSet<>(List.of("JNI_OnLoad", "JNI_OnUnload", "u handler_table_process_1"));
    for (Method method : Native.class.getDeclaredMethods()) {
      if (Modifier.isNative(method.getModifiers())) {
        expected.add("Java_" + Native.class.getName().replace('.', '_') + "_" + method.getName());
      }
    }
    Set<String> exported = new TreeSet<>();
    print("nm", "-D", "--defined-only", Child.BRIDGE.toString())
        .lines()
        .forEach(line -> exported.add(line.replaceFirst(".* (T |(?=u ))", "")));
    assertEquals(expected, exported);
  }

  /** A signal may come between any two instructions, and the kernel's frame is not all there is. */
  @Test
  void raisersUseGeneralRegistersAlone() throws Exception {
    assumeTrue(System.getProperty("os.arch").equals("amd64"), "the names of x86-64");
    String code = print("objdump", "-d", OBJECTS.resolve("raisers.o").toString());
    assertHas(code, "lock or");
    assertFalse(code.matches("(?s).*%([xyz]?mm|st)\\d?.*"), code);
  }

  /** The linker is told to mark the library; whether its code deserves it, the objects tell. */
  @Test
  void allOfItsCodeHasLandingPadsAndKeepsAShadowStack() throws Exception {
    assumeTrue(System.getProperty("os.arch").equals("amd64"), "the x86-64 way");
    List<Path> files = new ArrayList<>(List.of(Child.BRIDGE));
    try (DirectoryStream<Path> objects = Files.newDirectoryStream(OBJECTS, "*.o")) {
      objects.forEach(files::add);
    }
    assertTrue(files.size() > 7, files::toString);
    for (Path file : files) {
      assertHas(print("readelf", "-nW", file.toString()), "x86 feature: IBT, SHSTK");
    }
  }

  /** Whoever writes by mistake, or on purpose, could make code in such a page. */
  @Test
  void stubsNeedNoMemoryThatIsWritableAndExecutable() throws Exception {
    String cache = "16m"; // all of it from the start, so that the JVM itself needs no more
    List<String> options =
        Child.options(
            "-Xint", "-XX:InitialCodeCacheSize=" + cache, "-XX:ReservedCodeCacheSize=" + cache);
    Child.java(options, FindWritableCode.class).succeeded("handled 5000");
  }

  private static String print(String... command) {
    return Child.run(List.of(command)).succeeded().output();
  }

  private static void assertHas(String text, String regex) {
    assertTrue(Pattern.compile(regex).matcher(text).find(), () -> "no " + regex + " in\n" + text);
  }
}
