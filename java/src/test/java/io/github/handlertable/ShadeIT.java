// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.handlertable.support.Child;
import io.github.handlertable.support.Jar;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vafer.jdeb.shaded.objectweb.asm.ClassReader;
import org.vafer.jdeb.shaded.objectweb.asm.ClassWriter;
import org.vafer.jdeb.shaded.objectweb.asm.commons.ClassRemapper;
import org.vafer.jdeb.shaded.objectweb.asm.commons.Remapper;
import org.vafer.jdependency.Clazzpath;
import org.vafer.jdependency.ClazzpathUnit;

/**
 * The jar inside another one, as Maven's and Gradle's shade plugins put it there, by jdependency.
 */
class ShadeIT {
  private static final String PROGRAM =
      """
      import %s.HandlerTable;
      public class Main {
        public static void main(String[] args) {
          HandlerTable table = HandlerTable.create(8);
          table.register(3, () -> System.out.println("handled"));
          System.out.println(table.handle(3));
        }
      }
      """;

  @TempDir Path directory;

  @FunctionalInterface
  private interface Change {
    /** An entry's new content, or null: it is left out. */
    byte[] of(String name, byte[] content);
  }

  /** A copy of the jar; entries move from one folder to another. */
  private void copy(String from, String to, Change change) throws Exception {
    try (JarFile jar = new JarFile(Jar.FILE);
        OutputStream file = Files.newOutputStream(directory.resolve("shaded.jar"));
        JarOutputStream out = new JarOutputStream(file)) {
      for (ZipEntry entry : jar.stream().collect(Collectors.toList())) {
        try (InputStream in = jar.getInputStream(entry)) {
          byte[] content = change.of(entry.getName(), in.readAllBytes());
          if (content != null) {
            out.putNextEntry(new ZipEntry(entry.getName().replaceFirst("^" + from, to)));
            out.write(content);
          }
        }
      }
    }
  }

  private void compile(String packageName, String jar) throws Exception {
    Files.writeString(directory.resolve("Main.java"), String.format(PROGRAM, packageName));
    Child.run(
            directory, Child.jdk("javac"), "--release=17", "-d", "classes", "-cp", jar, "Main.java")
        .succeeded();
  }

  private Child java() {
    String access = "--enable-native-access=ALL-UNNAMED";
    return Child.run(directory, Child.jdk("java"), access, "-cp", "classes:shaded.jar", "Main");
  }

  @Test
  void it_works_without_the_classes_that_nobody_seems_to_use() throws Exception {
    compile("io.github.handlertable", Jar.FILE);
    Clazzpath all = new Clazzpath();
    ClazzpathUnit user = all.addClazzpathUnit(directory.resolve("classes"));
    ClazzpathUnit product = all.addClazzpathUnit(Path.of(Jar.FILE));
    Set<String> unused =
        product.getClazzes().stream()
            .filter(clazz -> !user.getTransitiveDependencies().contains(clazz))
            .map(clazz -> clazz.getName().replace('.', '/') + ".class")
            .collect(Collectors.toSet());
    assertTrue(unused.contains("io/github/handlertable/internal/Layout.class"), unused.toString());
    copy("", "", (name, content) -> unused.contains(name) ? null : content);
    assertEquals("handled\ntrue\n", java().succeededQuietly());
  }

  @Test
  void relocated_it_says_that_it_must_not_be() throws Exception {
    Remapper remapper =
        new Remapper() {
          @Override
          public String map(String internalName) {
            return (String) mapValue(internalName);
          }

          @Override
          public Object mapValue(Object value) {
            return value instanceof String
                ? ((String) value)
                    .replaceFirst("^(L?)io/github/handlertable", "$1app/shaded/table")
                    .replaceFirst("^io\\.github\\.handlertable", "app.shaded.table")
                : super.mapValue(value);
          }
        };
    copy(
        "io/github/handlertable",
        "app/shaded/table",
        (name, content) -> {
          if (!name.endsWith(".class") || name.equals("module-info.class")) {
            return name.equals("module-info.class") ? null : content;
          }
          ClassWriter writer = new ClassWriter(0);
          new ClassReader(content).accept(new ClassRemapper(writer, remapper), 0);
          return writer.toByteArray();
        });
    compile("app.shaded.table", "shaded.jar");
    java()
        .failed(
            "UnsatisfiedLinkError: handler-table: native code finds its classes by their names",
            "this is app.shaded.table.internal.NativeLoader",
            "exclude io.github.handlertable.** from relocation");
  }
}
