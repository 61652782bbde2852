// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import io.github.handlertable.child.AskForNames;
import io.github.handlertable.support.Child;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names of files and functions in letters beyond ASCII, in two locales. */
class NamesTest {
  @TempDir Path directory;

  private Child run(String locale) throws Exception {
    Path source = directory.resolve("names.c");
    Files.writeString(source, "void f(void) __asm__(\"gr\\303\\266\\303\\237e\"); void f(void) {}");
    Path library = directory.resolve("libnames.so");
    String out = library.toString();
    Child.run(List.of("gcc", "-shared", "-fPIC", "-o", out, source.toString())).succeeded();
    List<String> command = Child.command(Child.options("-Xcheck:jni"), AskForNames.class, out);
    return Child.runBehind("export LC_ALL=" + locale, command);
  }

  @Test
  void aFunctionIsFoundInAnyLocaleAndAFileThatCannotBeNamedIsAnErrorThatSaysSo() throws Exception {
    run("C")
        .succeeded(
            "found: true, right symbol: true",
            "right message: true",
            "IllegalArgumentException: cannot open native library: the locale that this JVM was"
                + " started in can't write the name",
            "start it with LC_ALL=C.UTF-8")
        .butDidNotPrint("WARNING in native method");
  }

  @Test
  void whereFilesHaveAnyLetterMessagesAreWhole() throws Exception {
    run("C.UTF-8")
        .succeeded(
            "found: true, right symbol: true",
            "right message: true",
            "/\uD83D\uDE00/libgr\u00F6\u00DFe.so: cannot open shared object file: No such file")
        .butDidNotPrint("WARNING in native method");
  }
}
