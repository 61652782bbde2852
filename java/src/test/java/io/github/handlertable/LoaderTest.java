// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.handlertable.internal.NativeLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the library gets out of the jar and into a JVM, each in a JVM of its own. */
class LoaderTest {
  private static final String LIBRARY = "-Dio.github.handlertable.library=";
  private static final String TMPDIR = "-Dio.github.handlertable.tmpdir=";
  private static final String UPCALLS = "-Dio.github.handlertable.upcalls=";
  private static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";
  private static final int JDK = Runtime.version().feature();

  @TempDir Path temporary;
  private Path empty;
  private Path text;

  @BeforeEach
  void makeFiles() throws IOException {
    empty = Files.createDirectory(temporary.resolve("empty"));
    text = Files.writeString(temporary.resolve("text"), "no library\n".repeat(99));
  }

  private static Launch run(String... options) throws Exception {
    List<String> all = new ArrayList<>(List.of(NATIVE_ACCESS));
    all.addAll(List.of(options));
    return Launch.of(Launch.java(all, LoaderMain.class));
  }

  private static String platform() {
    return "linux-" + System.getProperty("os.arch").replace("amd64", "x86_64");
  }

  private static String resource() {
    return "META-INF/native/" + platform() + "/libhandlertable.so";
  }

  @Test
  void theLibraryComesOutOfTheJarByTheDirectoryThatIsNamed() throws Exception {
    run(TMPDIR + empty)
        .succeeded("loaded " + resource() + " in the jar, by way of " + empty, "handled by");
  }

  @Test
  void nothingIsLeftInTheDirectoryOnceItIsLoaded() throws Exception {
    List<String> options = List.of(NATIVE_ACCESS, TMPDIR + empty);
    Launch.of(Launch.java(options, LoaderMain.class, empty.toString()))
        .succeeded("by way of " + empty, "left in " + empty + ": []");
  }

  @Test
  void aGivenFileServesOneClassLoaderAfterAnother() throws Exception {
    Path library = Launch.CLASSES.resolve(resource());
    Launch.of(Launch.java(List.of(LIBRARY + library), ReloadMain.class))
        .succeeded("reloaded, 5 runs");
  }

  @Test
  void aLibraryThatIsNamedIsLoadedWhereItIs() throws Exception {
    Path library = Launch.CLASSES.resolve(resource());
    run(LIBRARY + library, TMPDIR + text).succeeded("loaded " + library, "handled by");
  }

  @Test
  void aLibraryThatIsNamedButMissingIsAnErrorWithoutFallback() throws Exception {
    Path missing = temporary.resolve("missing.so");
    run(LIBRARY + missing)
        .failed(
            "UnsatisfiedLinkError: handler-table: cannot load " + missing,
            "which " + LIBRARY.replace("=", "") + " names")
        .butDidNotPrint("handled by");
  }

  @Test
  void aLibraryThatIsNamedButNoneIsAnErrorWithTheLoadersMessage() throws Exception {
    run(LIBRARY + text)
        .failed("UnsatisfiedLinkError: handler-table: cannot load " + text, "invalid ELF header")
        .butDidNotPrint("handled by");
  }

  @Test
  void whereTheNamedDirectoryIsNoneTheNextOneIsTried() throws Exception {
    for (Path bad : List.of(text, temporary.resolve("missing"))) {
      run(TMPDIR + bad, "-Djava.io.tmpdir=" + empty).succeeded("by way of " + empty, "handled by");
    }
  }

  @Test
  void whereNoDirectoryWillDoTheErrorTellsEachAndWhatToDo() throws Exception {
    String[] properties = {
      "io.github.handlertable.tmpdir", "java.io.tmpdir", "user.dir", "user.home"
    };
    String[] options = new String[properties.length];
    List<String> expected =
        new ArrayList<>(
            List.of(
                "UnsatisfiedLinkError: handler-table: cannot load " + resource(),
                " on " + platform(),
                "Name a directory with " + TMPDIR + "DIRECTORY",
                LIBRARY + "FILE"));
    for (int i = 0; i < properties.length; i++) {
      Path missing = temporary.resolve("missing" + i);
      options[i] = "-D" + properties[i] + "=" + missing;
      expected.add("\n  " + missing + ": java.nio.file.NoSuchFileException: " + missing);
    }
    run(options).failed(expected.toArray(String[]::new));
  }

  /** Unpacks it here and now, and returns where to. */
  private static Path unpack(String tmpdir, Consumer<Path> look) {
    String property = TMPDIR.substring(2, TMPDIR.length() - 1);
    String old = System.getProperty(property, "");
    System.setProperty(property, tmpdir);
    AtomicReference<Path> directory = new AtomicReference<>();
    try {
      NativeLoader.load(
          "handlertable",
          file -> {
            directory.set(Path.of(file).getParent());
            look.accept(directory.get());
          });
    } finally {
      System.setProperty(property, old);
    }
    return directory.get();
  }

  @Test
  void nobodyElseCanChangeWhatIsLoaded() {
    Path directory =
        unpack(
            empty.toString(),
            own ->
                assertEquals(
                    "rwx------",
                    assertDoesNotThrow(
                        () -> PosixFilePermissions.toString(Files.getPosixFilePermissions(own)))));
    assertEquals(empty, directory.getParent());
  }

  @Test
  void aNameThatNoDirectoryCanHaveIsLeftForTheNextOne() {
    Path directory = unpack("\0", own -> {});
    assertEquals(Path.of(System.getProperty("java.io.tmpdir")), directory.getParent());
  }

  @Test
  void aDirectoryThatRunsNothingIsLeftForTheNextOne() throws Exception {
    runWithNoexec(TMPDIR + empty).succeeded("loaded " + resource(), "handled by");
  }

  @Test
  void ifNoDirectoryRunsAnythingTheErrorHasTheLoadersMessage() throws Exception {
    runWithNoexec(
            TMPDIR + empty,
            "-Djava.io.tmpdir=" + empty,
            "-Duser.dir=" + empty,
            "-Duser.home=" + empty)
        .failed(
            "UnsatisfiedLinkError: handler-table: cannot load",
            "allows new files and running them",
            "\n  " + empty + ": java.lang.UnsatisfiedLinkError",
            "failed to map segment");
  }

  /** Like {@link #run}, while nothing in the directory {@code empty} may be executed. */
  private Launch runWithNoexec(String... options) throws Exception {
    String mount = "mount -t tmpfs -o noexec none '" + empty + "'";
    List<String> unshare = List.of("unshare", "-rm", "sh", "-c");
    List<String> trial = new ArrayList<>(unshare);
    trial.add(mount);
    Launch allowed = Launch.of(trial);
    assumeTrue(allowed.status() == 0, () -> "no mounts for us here: " + allowed.output());

    List<String> all = new ArrayList<>(List.of(NATIVE_ACCESS));
    all.addAll(List.of(options));
    List<String> command = new ArrayList<>(unshare);
    command.addAll(List.of(mount + " && exec \"$@\"", "sh"));
    command.addAll(Launch.java(all, LoaderMain.class));
    return Launch.of(command);
  }

  @Test
  void aPlatformWithoutALibraryIsNamed() throws Exception {
    run("-Dos.arch=pdp11")
        .failed(
            "UnsatisfiedLinkError: handler-table: this jar has no native library for linux-pdp11",
            "META-INF/native/linux-pdp11/libhandlertable.so",
            LIBRARY + "FILE");
  }

  @Test
  void anUpcallMechanismThatIsUnknownIsAnError() throws Exception {
    run(UPCALLS + "nonsense")
        .failed(
            "UnsatisfiedLinkError: handler-table: " + UPCALLS + "nonsense is unknown",
            "say jni or ffm")
        .butDidNotPrint("handled by");
  }

  @Test
  void jniIsAnUpcallMechanismOfEveryJdk() throws Exception {
    run(UPCALLS + "jni").succeeded("handled by JNI");
  }

  @Test
  void ffmIsAnUpcallMechanismFromJdk22On() throws Exception {
    Launch ffm = run(UPCALLS + "ffm");
    if (JDK >= 22) {
      ffm.succeeded("handled by java.lang.foreign");
    } else {
      ffm.failed(
          "UnsatisfiedLinkError: handler-table: " + UPCALLS + "ffm needs JDK 22 or later",
          "this is " + JDK,
          "say jni or ffm");
    }
  }

  @Test
  void aJvmThatDeniesNativeAccessIsToldByWhichOptionToGrantIt() throws Exception {
    assumeTrue(JDK >= 24, "JDKs before 24 can't deny it");
    List<String> deny = List.of("--illegal-native-access=deny");
    Launch.of(Launch.java(deny, LoaderMain.class)).failed(denied("ALL-UNNAMED"));
    run("--illegal-native-access=deny").succeeded("handled by java.lang.foreign");
    Path library = Launch.CLASSES.resolve(resource());
    Launch.of(Launch.java(List.of(deny.get(0), LIBRARY + library), LoaderMain.class))
        .failed(denied("ALL-UNNAMED"));
  }

  @Test
  void aJvmThatDeniesTheModuleNativeAccessIsToldItsName() throws Exception {
    assumeTrue(JDK >= 24, "JDKs before 24 can't deny it");
    String module = HandlerTable.class.getPackageName();
    List<String> command =
        List.of(
            System.getProperty("java.home") + "/bin/java",
            "--illegal-native-access=deny",
            "--module-path=" + Launch.CLASSES,
            "--patch-module=" + module + "=" + Launch.TEST_CLASSES,
            "--module=" + module + "/" + LoaderMain.class.getName());
    Launch.of(command).failed(denied(module));
  }

  private static String denied(String module) {
    return "UnsatisfiedLinkError: handler-table: this JVM denies native access;"
        + " start it with --enable-native-access="
        + module
        + "\n";
  }
}
