// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.handlertable.child.HandleOnce;
import io.github.handlertable.child.ReloadSameLibrary;
import io.github.handlertable.child.ReloadWithLeaves;
import io.github.handlertable.internal.NativeLoader;
import io.github.handlertable.support.Child;
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
  private static final int JDK = Runtime.version().feature();

  @TempDir Path temporary;
  private Path empty;
  private Path text;

  @BeforeEach
  void makeFiles() throws IOException {
    empty = Files.createDirectory(temporary.resolve("empty"));
    text = Files.writeString(temporary.resolve("text"), "no library\n".repeat(99));
  }

  /** The child gets none of this JVM's properties, for they may say how to load. */
  private static List<String> options(String... more) {
    List<String> options = Child.plainOptions("--enable-native-access=ALL-UNNAMED");
    options.addAll(List.of(more));
    return options;
  }

  private static Child run(String... more) {
    return Child.java(options(more), HandleOnce.class);
  }

  private static String platform() {
    return "linux-" + System.getProperty("os.arch").replace("amd64", "x86_64");
  }

  @Test
  void theLibraryComesOutOfTheJarByTheDirectoryThatIsNamed() throws Exception {
    run(TMPDIR + empty)
        .succeeded("loaded " + Child.RESOURCE + " in the jar, by way of " + empty, "handled by");
  }

  @Test
  void nothingIsLeftInTheDirectoryOnceItIsLoaded() throws Exception {
    Child.java(options(TMPDIR + empty), HandleOnce.class, empty.toString())
        .succeeded("by way of " + empty, "left in " + empty + ": []");
  }

  @Test
  void aGivenFileServesOneClassLoaderAfterAnother() throws Exception {
    Path library = Child.BRIDGE;
    Child.java(Child.plainOptions(LIBRARY + library), ReloadSameLibrary.class)
        .succeeded("reloaded, 5 runs");
  }

  /** What it was told of C functions goes with it. */
  @Test
  void theNextClassLoaderHasNoLeavesOfTheOneBefore() throws Exception {
    Child.java(Child.options(LIBRARY + Child.BRIDGE), ReloadWithLeaves.class)
        .succeeded("0: true", "0: 2", "1: false", "1: 2", "reloaded");
  }

  @Test
  void aLibraryThatIsNamedIsLoadedWhereItIs() throws Exception {
    Path library = Child.BRIDGE;
    run(LIBRARY + library, TMPDIR + text).succeeded("loaded " + library, "handled by");
  }

  @Test
  void aLibraryThatIsNamedButMissingIsAnErrorWithoutFallback() throws Exception {
    Path missing = temporary.resolve("missing.so");
    run(LIBRARY + missing)
        .failed(
            "UnsatisfiedLinkError: handler-table: cannot load " + missing,
            "which "
                + LIBRARY.replace("=", "")
                + " names: no file that can be read; leave the property out")
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
                "UnsatisfiedLinkError: handler-table: cannot load " + Child.RESOURCE,
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

  /** Unpacks the library in this JVM, shows the directory to somebody, and returns it. */
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

  /** Leaves a file behind, as NFS does for one that is in use. */
  private static void keep(Path directory) {
    assertDoesNotThrow(() -> Files.writeString(directory.resolve(".nfs1"), ""));
  }

  @Test
  void aDirectoryThatCannotBeDeletedHasServedAllTheSame() {
    assertEquals(empty, unpack(empty.toString(), LoaderTest::keep).getParent());
  }

  @Test
  void aDirectoryThatCannotBeDeletedDoesNotHideWhyLoadingFailed() {
    IllegalCallerException denied = new IllegalCallerException();
    Consumer<Path> failing =
        directory -> {
          keep(directory);
          throw denied;
        };
    assertSame(
        denied,
        assertThrows(IllegalCallerException.class, () -> unpack(empty.toString(), failing)));
  }

  @Test
  void aDirectoryThatRunsNothingIsLeftForTheNextOne() throws Exception {
    runWithNoexec(TMPDIR + empty).succeeded("loaded " + Child.RESOURCE, "handled by");
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
  private Child runWithNoexec(String... more) {
    List<String> command = Child.command(options(more), HandleOnce.class);
    return Child.runMounted("-o noexec none '" + empty + "'", command);
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
    Child ffm = run(UPCALLS + "ffm");
    if (JDK >= 22) {
      ffm.succeeded("handled by java.lang.foreign");
    } else {
      ffm.failed(
          "UnsatisfiedLinkError: handler-table: " + UPCALLS + "ffm needs JDK 22 or later",
          "this is " + JDK,
          "say jni or ffm");
    }
  }
}
