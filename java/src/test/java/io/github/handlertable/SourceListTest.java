// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Maven builds the library in the jar, CMake the one that C tests use: from the same sources. */
class SourceListTest {
  private static final Path NATIVE = Path.of("..", "native");

  @Test
  void mavenAndCMakeCompileTheSameSources() throws Exception {
    assertEquals(cmakeSources(), mavenSources());
  }

  @Test
  void noSourceIsForgotten() throws Exception {
    Set<String> found = new TreeSet<>();
    for (String directory : new String[] {"src", "jni"}) {
      try (Stream<Path> files = Files.list(NATIVE.resolve(directory))) {
        files
            .map(file -> NATIVE.relativize(file).toString())
            .filter(file -> file.matches(".*\\.[cS]"))
            .forEach(found::add);
      }
    }
    assertEquals(found, mavenSources());
  }

  private static Set<String> mavenSources() throws IOException {
    String execution =
        find(
            "<artifactId>native-maven-plugin<(.*?)<executions>",
            Files.readString(Path.of("pom.xml")));
    Set<String> sources = new TreeSet<>();
    String directory = "";
    Matcher element = Pattern.compile("<(directory|fileName)>([^<]*)<").matcher(execution);
    while (element.find()) {
      if (element.group(1).equals("directory")) {
        directory = element.group(2).replace("${native.dir}/", "");
      } else {
        sources.add(directory + "/" + element.group(2));
      }
    }
    return sources;
  }

  private static Set<String> cmakeSources() throws IOException {
    String lists = Files.readString(NATIVE.resolve("CMakeLists.txt"));
    Set<String> sources = new TreeSet<>();
    for (String variable : List.of("HT_CORE_SOURCES", "HT_JNI_SOURCES")) {
      sources.addAll(List.of(find("set\\(" + variable + "\\s+([^)]+)\\)", lists).split("\\s+")));
    }
    return sources;
  }

  private static String find(String regex, String text) {
    Matcher matcher = Pattern.compile(regex, Pattern.DOTALL).matcher(text);
    assertTrue(matcher.find(), () -> "no " + regex);
    return matcher.group(1);
  }
}
