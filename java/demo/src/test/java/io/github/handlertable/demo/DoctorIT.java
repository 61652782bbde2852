// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code --doctor} says of this machine, and of one where something is amiss. */
class DoctorIT {
  private static final int JDK = Runtime.version().feature();
  private static final String PROPERTY = "-Dio.github.handlertable.";
  private static final String MAIN = "io.github.handlertable.demo.Main";
  private static final String GRANT = "--enable-native-access=ALL-UNNAMED";
  private static final Pattern CHECK =
      Pattern.compile("^(ok|WRONG|-) +(\\w+(?: \\w+)*)  ", Pattern.MULTILINE);
  private static final Set<String> CHECKS =
      Set.of(
          "native access",
          "library",
          "address space",
          "mappings",
          "stack limit",
          "upcalls",
          "Java fires C",
          "C fires Java",
          "native thread");

  @TempDir Path directory;

  @Test
  void hereAllIsWell() {
    Run run = Run.java("-jar", Run.JAR, "--doctor");
    assertEquals(0, run.status(), run.out() + run.err());
    assertEquals("", run.err());
    assertEquals(CHECKS, found(run, "ok"), run.out());
    assertTrue(run.out().endsWith("\nAll is well.\n"), run.out());
  }

  @Test
  void withoutLeaveForNativeCodeItNamesTheOption() {
    assumeTrue(JDK >= 22, "older JDKs need no permission");
    Set<String> wrong = JDK < 24 ? Set.of("native access", "upcalls") : Set.of("native access");
    assertWrong(Run.java("-cp", Run.JAR, MAIN, "--doctor"), wrong, "java with " + GRANT);
  }

  @Test
  void whereItIsDeniedThereIsNoLibrary() {
    assumeTrue(JDK >= 24, "older JDKs can't deny it");
    Run run = Run.java("--illegal-native-access=deny", "-cp", Run.JAR, MAIN, "--doctor");
    assertWrong(run, Set.of("native access", "library"), "this JVM denies native access");
  }

  @Test
  void aWrongFileIsNamed() {
    Run run = Run.java(PROPERTY + "library=/etc/passwd", "-jar", Run.JAR, "--doctor");
    assertWrong(run, Set.of("library"), "cannot load /etc/passwd", "invalid ELF header");
    assertEquals(5, found(run, "-").size(), run.out());
  }

  @Test
  void aDirectoryThatCantBeUsedIsNamed() {
    Run run = Run.java(PROPERTY + "tmpdir=/nowhere", "-jar", Run.JAR, "--doctor");
    assertWrong(run, Set.of("library"), "as /nowhere can't be used");
    assertEquals(0, found(run, "-").size(), run.out()); // another one could
    Run inPlace = Run.java(PROPERTY + "tmpdir=" + directory, "-jar", Run.JAR, "--doctor");
    assertEquals(CHECKS, found(inPlace, "ok"), inPlace.out());
  }

  @Test
  void aLimitOfAddressesIsFound() {
    Run run = Run.behind("ulimit -v 6000000", "-Xmx64m", "-jar", Run.JAR, "--doctor");
    assertWrong(run, Set.of("address space"), "`ulimit -v unlimited`");
  }

  @Test
  void aLackOfMappingsIsFound() {
    assertWrong(behindItself(UseFewMappings.class), Set.of("mappings"), "sysctl vm.max_map_count");
  }

  @Test
  void smallStacksAreFound() {
    Run run = Run.behind("ulimit -s 400", "-jar", Run.JAR, "--doctor");
    assertWrong(run, Set.of("stack limit"), "`ulimit -s 8192`");
  }

  @Test
  void aNativeThreadWithoutStackIsFound() {
    Run run = Run.behind("ulimit -s 96", "-jar", Run.JAR, "--doctor");
    assertWrong(run, Set.of("stack limit", "native thread"), "the call was refused");
  }

  @Test
  void theDearerWayIntoJavaIsFound() {
    assumeTrue(JDK >= 22, "there is but one");
    Run run = Run.java(PROPERTY + "upcalls=jni", "-jar", Run.JAR, "--doctor");
    assertWrong(run, Set.of("upcalls"), "leave out " + PROPERTY + "upcalls=jni");
  }

  @Test
  void anImpossibleWayIntoJavaIsFound() {
    Run run = Run.java(PROPERTY + "upcalls=none", "-jar", Run.JAR, "--doctor");
    assertWrong(run, Set.of("upcalls"), "say jni or ffm");
    assertEquals(Set.of("C fires Java", "native thread"), found(run, "-"), run.out());
  }

  @Test
  void aDemoThatCannotUnpackItsOwnLibraryIsFound() throws Exception {
    Path library = directory.resolve("libhandlertable.so");
    try (ZipFile jar = new ZipFile(Run.JAR)) {
      ZipEntry entry =
          jar.stream()
              .filter(each -> each.getName().endsWith("/libhandlertable.so"))
              .filter(each -> each.getName().contains(arch()))
              .findFirst()
              .orElseThrow();
      Files.copy(jar.getInputStream(entry), library);
    }
    String missing = directory.resolve("missing").toString();
    Run run =
        Run.java(
            PROPERTY + "library=" + library,
            "-Djava.io.tmpdir=" + missing,
            "-Duser.dir=" + missing,
            "-Duser.home=" + missing,
            "-jar",
            Run.JAR,
            "--doctor");
    assertWrong(
        run, Set.of("Java fires C", "native thread"), "Tried:", missing, "tmpdir=DIRECTORY");
  }

  @Test
  void upcallsThatAreRefusedAreFound() {
    Run run = behindItself(StopUpcalls.class);
    assertWrong(run, Set.of("C fires Java", "native thread"), "the JVM is shutting down");
  }

  private static String arch() {
    return System.getProperty("os.arch").replace("amd64", "x86_64");
  }

  /** The doctor in a JVM where this program has done something before. */
  private static Run behindItself(Class<?> program) {
    String tests = program.getProtectionDomain().getCodeSource().getLocation().getPath();
    String classPath = Run.JAR + ":" + tests;
    return Run.java("--enable-native-access=ALL-UNNAMED", "-cp", classPath, program.getName());
  }

  /** It exits with 1, finds just these wrong, and says so in these words, wherever they break. */
  private static void assertWrong(Run run, Set<String> checks, String... words) {
    assertEquals(1, run.status(), run.out() + run.err());
    assertEquals(checks, found(run, "WRONG"), run.out());
    assertTrue(run.out().contains("\nSomething is wrong: "), run.out());
    String text = run.out().replaceAll("\\s+", " ");
    for (String each : words) {
      assertTrue(text.contains(each), () -> "no " + each + " in\n" + run.out());
    }
  }

  /** The checks that ended so; each check has one line. */
  private static Set<String> found(Run run, String verdict) {
    Set<String> all = new TreeSet<>();
    Set<String> found = new TreeSet<>();
    for (Matcher line = CHECK.matcher(run.out()); line.find(); ) {
      assertTrue(all.add(line.group(2)), run.out());
      if (line.group(1).equals(verdict)) {
        found.add(line.group(2));
      }
    }
    assertEquals(CHECKS, all, run.out() + run.err());
    return found;
  }
}
