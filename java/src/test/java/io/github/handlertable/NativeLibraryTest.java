// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static io.github.handlertable.support.Throwables.assertFails;
import static io.github.handlertable.support.Throwables.throwing;
import static io.github.handlertable.support.Throwables.withDefaultHandler;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.handlertable.support.AlsoUnchecked;
import io.github.handlertable.support.TestNative;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Opening libraries and finding functions, and every error that is documented. */
@AlsoUnchecked
class NativeLibraryTest {
  private static final NativeLibrary LIBC = NativeLibrary.open("libc.so.6");

  @TempDir Path directory;

  @Test
  void aLibraryOpensByNameOrFileAndItsFunctionsAreTheSame() throws IOException {
    long address = LIBC.handler("tzset").address();
    assertEquals(LIBC.handler("tzset"), NativeLibrary.open("libc.so.6").handler("tzset"));
    assertEquals(LIBC.handler("tzset"), NativeLibrary.open(fileMappedAt(address)).handler("tzset"));
    assertEquals("NativeLibrary[libc.so.6]", LIBC.toString());
  }

  @Test
  void aFileOpensByARelativePathWhateverItsName() throws IOException {
    Path file = Files.copy(TestNative.FILE, directory.resolve("my handlers"));
    NativeLibrary library = NativeLibrary.open(Path.of("").toAbsolutePath().relativize(file));
    assertNotNull(library.handler("test_count"));
  }

  @Test
  void aLibraryThatWantsAnExecutableStackIsRefused() throws Exception {
    Path file = withConstructor("", "", Path.of("-Wl,-z,execstack"));
    assertFails(
        IllegalArgumentException.class,
        () -> NativeLibrary.open(file),
        file + " wants an executable stack",
        "-z noexecstack");
  }

  private Path withConstructor(String declaration, String call, Path linked) throws Exception {
    Path source = directory.resolve("constructor.c");
    Files.writeString(
        source,
        declaration + "__attribute__((constructor)) static void run(void) { " + call + "; }\n");
    Path file = directory.resolve("libconstructor.so");
    List<String> gcc =
        List.of("gcc", "-shared", "-fPIC", "-o", "" + file, "" + source, "" + linked);
    assertEquals(0, new ProcessBuilder(gcc).inheritIO().start().waitFor());
    return file;
  }

  @Test
  void aLibraryThatChangesTheFloatingPointEnvironmentDoesNotChangeJavas() throws Exception {
    NativeLibrary.open(
        withConstructor("#include <fenv.h>\n", "fesetround(FE_UPWARD)", Path.of("-lm")));
    assertEquals(1, Double.parseDouble("1") + Double.parseDouble("1e-30"));
  }

  @Test
  void whatAHandlerThrowsThatALibrarysConstructorFiresIsTold() throws Exception {
    Path file = withConstructor("void test_fire_1(void);\n", "test_fire_1()", TestNative.FILE);
    RuntimeException thrown = new RuntimeException("planned");
    List<Throwable> told = new ArrayList<>();
    try (HandlerTable table = HandlerTable.wrap(TestNative.staticTable())) {
      table.register(1, throwing(thrown));
      withDefaultHandler(
          (thread, throwable) -> told.add(throwable), () -> NativeLibrary.open(file));
      table.handle(0);
      assertEquals(List.of(thrown), told);
    }
  }

  @Test
  void aRegionOfAFileWithAStrangeNameIsNoObstacle() throws IOException {
    Path file = Files.copy(TestNative.FILE, directory.resolve("a\rb"));
    NativeHandler count = NativeLibrary.open(file).handler("test_count");
    assertEquals(count, NativeHandler.ofAddress(count.address()));
  }

  @Test
  void aMissingFileFailsWithTheLoadersMessage() {
    assertCannotOpen(directory.resolve("libmissing.so"), "No such file or directory");
  }

  @Test
  void aDirectoryFailsWithTheLoadersMessage() {
    assertCannotOpen(directory, "directory");
  }

  @Test
  void aTextFileFailsWithTheLoadersMessage() throws IOException {
    Path text = Files.writeString(directory.resolve("libtext.so"), "no library\n".repeat(99));
    assertCannotOpen(text, "invalid ELF header");
  }

  @Test
  void aFileInsideAnArchiveFailsAndSaysWhatToDo() throws IOException {
    Path archive = directory.resolve("archive.zip");
    try (FileSystem zip = FileSystems.newFileSystem(archive, Map.of("create", "true"))) {
      assertCannotOpen(
          Files.copy(TestNative.FILE, zip.getPath("libinside.so")),
          "is not on the default file system; copy it to a file first");
    }
  }

  private static void assertCannotOpen(Path file, String why) {
    assertFails(
        IllegalArgumentException.class,
        () -> NativeLibrary.open(file),
        "cannot open native library",
        file.toString(),
        why);
  }

  @Test
  void aMissingNameFailsWithTheLoadersMessage() {
    assertFails(
        IllegalArgumentException.class,
        () -> NativeLibrary.open("libmissing.so.42"),
        "cannot open native library",
        "libmissing.so.42",
        "No such file or directory");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\0", "libc.so.6\0", "libc\0.so.6"})
  void anEmptyNameOrOneWithNulNamesNoLibrary(String name) {
    assertFails(
        IllegalArgumentException.class,
        () -> NativeLibrary.open(name),
        "\"" + name.replace("\0", "\\0") + "\" names no library",
        "libc.so.6");
  }

  @Test
  void nullIsNoLibraryAndNoFunction() {
    assertThrows(NullPointerException.class, () -> NativeLibrary.open((String) null));
    assertThrows(NullPointerException.class, () -> NativeLibrary.open((Path) null));
    assertThrows(NullPointerException.class, () -> LIBC.handler(null));
  }

  @Test
  void aMissingFunctionFailsWithTheLoadersMessage() {
    assertFails(
        NoSuchElementException.class,
        () -> LIBC.handler("no_such_function"),
        "libc.so.6",
        "undefined symbol: no_such_function");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\0", "tzset\0", "tz\0set"})
  void anEmptyNameOrOneWithNulNamesNoFunction(String name) {
    assertFails(
        NoSuchElementException.class,
        () -> LIBC.handler(name),
        "\"" + name.replace("\0", "\\0") + "\" names nothing in libc.so.6");
  }

  @Test
  void aFunctionOfADependencyIsFoundAsWell() {
    assertEquals(LIBC.handler("tzset"), NativeLibrary.open(TestNative.FILE).handler("tzset"));
  }

  @Test
  void dataIsNoFunction() {
    assertFails(
        NoSuchElementException.class,
        () -> LIBC.handler("environ"),
        "libc.so.6",
        "environ is data",
        "void f(void)");
  }

  @Test
  void anExportedTableIsFoundAndIsTheSameObjectEachTime() {
    NativeLibrary library = NativeLibrary.open(TestNative.FILE);
    HandlerTable table = library.table("test_static_table");
    assertEquals(TestNative.staticTable(), table.address());
    assertEquals(8, table.capacity());
    assertSame(table, library.table("test_static_table"));
    assertSame(table, HandlerTable.wrap(TestNative.staticTable()));
  }

  @Test
  void whatIsNotExportedOrNoTableIsNoTable() {
    NativeLibrary library = NativeLibrary.open(TestNative.FILE);
    assertFails(
        NoSuchElementException.class,
        () -> library.table("test_file_table"), // static in its file
        TestNative.FILE.toString(),
        "undefined symbol: test_file_table");
    assertFails(NoSuchElementException.class, () -> library.table(""), "names nothing in ");
    assertThrows(NullPointerException.class, () -> library.table(null));
    assertFails(
        IllegalArgumentException.class, () -> library.table("test_count"), "no table at 0x");
    assertFails(IllegalArgumentException.class, () -> LIBC.table("environ"), "no table at 0x");
  }

  private static Path fileMappedAt(long address) throws IOException {
    Path maps = Path.of("/proc/self/maps");
    for (String line : Files.readString(maps, StandardCharsets.ISO_8859_1).split("\n")) {
      String[] fields = line.split(" +", 6);
      String[] ends = fields[0].split("-");
      if (Long.parseUnsignedLong(ends[0], 16) <= address
          && address < Long.parseUnsignedLong(ends[1], 16)) {
        return Path.of(fields[5]);
      }
    }
    throw new AssertionError("nothing is mapped at " + Long.toHexString(address));
  }
}
