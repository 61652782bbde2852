// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.handlertable.support.Child;
import io.github.handlertable.support.Jar;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar in a user's program. */
class JarIT {
  private static final String PROGRAM =
      """
      package user;
      import io.github.handlertable.HandlerTable;
      import io.github.handlertable.NativeLibrary;
      public class Main {
        public static void main(String[] args) {
          try (HandlerTable table = HandlerTable.create(8)) {
            table.register(3, () -> System.out.println("handled"));
            table.register(4, NativeLibrary.open("libc.so.6").handler("tzset"));
            System.out.println(table.handleAll(3, 4, 5));
          }
        }
      }
      """;
  private static final String HEADER = "META-INF/include/handler_table.h";
  private static final String OF_USE =
      "META-INF/(MANIFEST\\.MF|LICENSE|include/\\w+\\.h|native/linux-\\w+/libhandlertable\\.so)"
          + "|META-INF/maven/io\\.github\\.handlertable/handler-table/pom\\.(xml|properties)"
          + "|module-info\\.class|io/github/handlertable/(internal/)?[\\w$-]+\\.class";
  private static final String OUTPUT = "handled\n2\n";

  @TempDir Path directory;

  @Test
  void a_program_runs_on_the_class_path() throws Exception {
    compile("-cp", Jar.FILE, write("user/Main.java", PROGRAM));
    String classPath = Jar.FILE + ":classes";
    assertEquals(OUTPUT, java("--enable-native-access=ALL-UNNAMED", "-cp", classPath, "user.Main"));
  }

  @Test
  void a_program_runs_on_the_module_path() throws Exception {
    compile(
        "-p",
        Jar.FILE,
        write("module-info.java", "module user { requires io.github.handlertable; }"),
        write("user/Main.java", PROGRAM));
    String modulePath = Jar.FILE + ":classes";
    assertEquals(
        OUTPUT,
        java(
            "--enable-native-access=io.github.handlertable",
            "-p",
            modulePath,
            "-m",
            "user/user.Main"));
  }

  @Test
  void the_module_exports_the_api_and_nothing_else() throws Exception {
    String description =
        Child.run(directory, Child.jdk("jar"), "--describe-module", "--file", Jar.FILE)
            .succeededQuietly();
    assertTrue(description.contains("\nexports io.github.handlertable\n"), description);
    assertEquals(1, description.lines().filter(line -> line.startsWith("exports")).count());
  }

  @Test
  void the_jar_carries_what_a_user_needs_and_no_more() throws Exception {
    try (JarFile jar = new JarFile(Jar.FILE)) {
      assertTrue(
          jar.stream()
              .anyMatch(
                  entry ->
                      entry.getName().matches("META-INF/native/linux-\\w+/libhandlertable\\.so")));
      assertNotNull(jar.getEntry("META-INF/LICENSE"));
      try (InputStream header = jar.getInputStream(jar.getEntry(HEADER))) {
        assertArrayEquals(
            Files.readAllBytes(Path.of("..", "native", "include", "handler_table.h")),
            header.readAllBytes());
      }
      String others =
          jar.stream()
              .map(JarEntry::getName)
              .filter(name -> !name.endsWith("/"))
              .filter(name -> !name.matches(OF_USE))
              .collect(Collectors.joining("\n"));
      assertEquals("", others);
    }
  }

  @Test
  void its_pom_needs_no_parent_and_has_what_a_repository_wants() throws Exception {
    String pom =
        Files.readString(
            Jar.extract("META-INF/maven/io.github.handlertable/handler-table/pom.xml", directory));
    assertFalse(pom.contains("<parent>"), pom);
    for (String element :
        List.of("name", "description", "url", "license", "developer", "scm", "version")) {
      assertTrue(pom.contains("<" + element + ">") || pom.contains("<" + element + " "), element);
    }
  }

  @Test
  void noMemoryOfALibraryIsWritableLongerThanNeeded() throws Exception {
    for (String platform : Jar.platforms()) {
      Path library = Jar.extract("META-INF/native/" + platform + "/libhandlertable.so", directory);
      String dynamic = print("readelf", "-dW", library);
      assertTrue(dynamic.contains("BIND_NOW"), dynamic);
      assertFalse(dynamic.contains("TEXTREL"), dynamic);
      String segments = print("readelf", "-lW", library);
      assertTrue(segments.contains("GNU_RELRO"), segments);
      assertTrue(segments.matches("(?s).* GNU_STACK .* RW +0x.*"), segments);
      assertFalse(segments.contains("RWE"), segments);
    }
  }

  @Test
  void debuggersFindWhatTheLibrariesDoNotCarry() throws Exception {
    try (JarFile debug = new JarFile(Jar.FILE.replaceFirst("\\.jar$", "-debug.jar"))) {
      for (String platform : Jar.platforms()) {
        Path library =
            Jar.extract("META-INF/native/" + platform + "/libhandlertable.so", directory);
        String sections = print("readelf", "-SW", library);
        assertFalse(sections.matches("(?s).* \\.(debug_\\w+|symtab) .*"), sections);
        String id =
            print("readelf", "-nW", library).replaceFirst("(?s).*Build ID: (\\w+)\\s.*", "$1");
        String file = ".build-id/" + id.substring(0, 2) + "/" + id.substring(2) + ".debug";
        try (InputStream in = debug.getInputStream(debug.getEntry(file))) {
          Files.copy(in, directory.resolve("debug"), REPLACE_EXISTING);
        }
        assertTrue(print("readelf", "-SW", directory.resolve("debug")).contains(" .debug_info "));
      }
    }
  }

  private String print(String tool, String option, Path file) throws Exception {
    return Child.run(directory, tool, option, file.toString()).succeeded().output();
  }

  private String write(String file, String text) throws Exception {
    Path path = directory.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
    return file;
  }

  private void compile(String... arguments) throws Exception {
    Child.run(directory, prepend(arguments, Child.jdk("javac"), "-d", "classes"))
        .succeededQuietly();
  }

  private String java(String... arguments) throws Exception {
    return Child.run(directory, prepend(arguments, Child.jdk("java"))).succeededQuietly();
  }

  private static String[] prepend(String[] arguments, String... first) {
    String[] all = new String[first.length + arguments.length];
    System.arraycopy(first, 0, all, 0, first.length);
    System.arraycopy(arguments, 0, all, first.length, arguments.length);
    return all;
  }
}
