// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import io.github.handlertable.child.HandleOnce;
import io.github.handlertable.child.LoadTwice;
import io.github.handlertable.support.Child;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What -Dio.github.handlertable.library=FILE may name, and what it had better not. */
class GivenLibraryTest {
  private static final String LIBRARY = "-Dio.github.handlertable.library=";
  @TempDir Path directory;

  private static Child run(Path library, Class<?> main) {
    return Child.java(Child.options(LIBRARY + library), main);
  }

  @Test
  void theCLibraryWhichIsOneUnderscoreAwayIsNotTheBridge() {
    Path core = directory.resolve("libhandler_table.so");
    String source = "../native/src/handler_table.c";
    Child.run(
            List.of(
                "gcc", "-shared", "-fPIC", "-I../native/include", "-o", core.toString(), source))
        .succeeded();
    run(core, HandleOnce.class)
        .failed(
            "UnsatisfiedLinkError: handler-table: " + core + ", which " + LIBRARY.replace("=", ""),
            "is another library: it lacks the native method",
            "name a libhandlertable.so");
  }

  @Test
  void anEmptyNameIsNone() {
    Child.java(Child.options(LIBRARY), HandleOnce.class).succeeded();
  }

  @Test
  void aFileThatAnotherClassLoaderHasIsAnErrorThatSaysWhatToDo() {
    run(Child.BRIDGE, LoadTwice.class)
        .succeeded(
            "UnsatisfiedLinkError: handler-table: cannot load " + Child.BRIDGE,
            "already loaded in another classloader; leave the property out, or give each class"
                + " loader a copy");
  }
}
