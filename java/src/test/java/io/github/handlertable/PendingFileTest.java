// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.handlertable.child.RaiseInFile;
import io.github.handlertable.internal.Layout;
import io.github.handlertable.internal.Machine;
import io.github.handlertable.support.Child;
import io.github.handlertable.support.Scale;
import io.github.handlertable.support.TestNative;
import io.github.handlertable.support.Together;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sets in files, shared with other processes. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD) // native code may hang
class PendingFileTest extends PendingFileFixture {
  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  private void refused(String why, int capacity) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> PendingEvents.map(file(), capacity));
    assertTrue(e.getMessage().contains(why), e::getMessage);
    assertTrue(e.getMessage().contains(file().toString()), e::getMessage);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4097, 1 << 24})
  void itIsMadeForItsOwnerAlone(int capacity) throws Exception {
    try (PendingEvents events = PendingEvents.map(file(), capacity)) {
      assertEquals(capacity, events.capacity());
      assertEquals(
          PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(file()));
      assertEquals(List.of(file()), files());
      assertEquals(capacity > 0, events.raise(capacity - 1));
      assertEquals(capacity > 0, events.await(Duration.ZERO));
    }
  }

  @Test
  void allWhoMapItShareTheBits() {
    HandlerTable table = HandlerTable.create(100);
    table.register(70, () -> {});
    try (PendingEvents one = PendingEvents.map(file(), 100);
        PendingEvents other = PendingEvents.map(file(), 100)) {
      assertNotEquals(one.address(), other.address());
      one.raise(70);
      other.mask(71);
      assertTrue(other.isPending(70));
      assertTrue(one.isMasked(71));
      assertEquals(1, table.handlePending(other));
      assertFalse(one.isPending(70));
    }
    table.close();
  }

  @Test
  void theBitsStayInTheFileAndALateRaiserDoesNotTouchThem() throws Exception {
    NativeHandler raiser;
    try (PendingEvents events = PendingEvents.map(file(), 100)) {
      events.raise(70);
      raiser = events.raiser(71);
    }
    assertFalse(
        Files.readString(Path.of("/proc/self/maps"), StandardCharsets.ISO_8859_1)
            .contains(file().toString()));
    byte[] before = Files.readAllBytes(file());
    raiser.handle();
    assertArrayEquals(before, Files.readAllBytes(file()));
    try (PendingEvents events = PendingEvents.map(file(), 100)) {
      assertTrue(events.isPending(70));
      assertTrue(events.await(Duration.ZERO));
      assertFalse(events.isPending(71));
      raiser.handle();
      assertFalse(events.isPending(71));
    }
  }

  @Test
  void whatARoundHasTakenIsInTheFileWhereAHandlerClosesTableAndSet() {
    HandlerTable table = HandlerTable.create(100);
    PendingEvents events = PendingEvents.map(file(), 100);
    table.register(
        0,
        () -> {
          table.close();
          events.close();
        });
    for (int index = 0; index < 100; index++) {
      events.raise(index);
    }
    assertEquals(1, table.handlePending(events));
    try (PendingEvents again = PendingEvents.map(file(), 100)) {
      for (int index = 0; index < 100; index++) {
        assertEquals(index > 0, again.isPending(index), "index " + index);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aWaitOfCsEndsWhenJavaClosesItsSet(boolean inFile) throws Exception {
    PendingEvents events = inFile ? PendingEvents.map(file(), 9) : PendingEvents.create(9);
    long top = events.address() + Layout.PENDING_ROOT + Long.BYTES;
    List<Boolean> found =
        Together.run(
            2,
            number -> {
              if (number == 0) {
                return TestNative.waitForSet(events.address());
              }
              while (Machine.readInt(top) == 0) {
                Thread.onSpinWait();
              }
              events.close();
              return false;
            });
    assertEquals(List.of(false, false), found);
    assertFalse(TestNative.waitForSet(events.address()));
  }

  @Test
  void itsNameMayBeAsLongAsAny() throws Exception {
    Path longest = directory.resolve("n".repeat(255));
    try (PendingEvents events = PendingEvents.map(longest, 9)) {
      assertTrue(events.raise(8));
      assertEquals(List.of(longest), files());
    }
  }

  @Test
  void whatWasRaisedByHalfIsFound() throws Exception {
    PendingEvents.map(file(), 5000).close();
    write(GROUPS + 16 * (4999 / 64), 1L << 4999);
    try (PendingEvents events = PendingEvents.map(file(), 5000)) {
      assertTrue(events.isPending(4999));
      assertTrue(events.await(Duration.ZERO));
    }
  }

  @Test
  void aProcessWithoutAJvmRaises() throws Exception {
    Path program = directory.resolve("raise_in_file");
    Child.run(
            List.of(
                "gcc",
                "-std=c11",
                "-O2",
                "-Wall",
                "-Wextra",
                "-Werror",
                "-I" + Path.of("..", "native", "include"),
                "-o",
                program.toString(),
                Path.of("..", "native", "examples", "raise_in_file.c").toString()))
        .succeeded();
    HandlerTable table = HandlerTable.create(5000);
    List<Integer> handled = new ArrayList<>();
    table.register(1, () -> handled.add(1));
    table.register(4999, () -> handled.add(4999));
    try (PendingEvents events = PendingEvents.map(file(), 5000)) {
      Child.run(List.of(program.toString(), file().toString(), "1", "4999", "5000"))
          .failed("2 raised"); // the last one is out of bounds
      assertTrue(events.await(Duration.ZERO));
      assertEquals(2, table.handlePending(events));
      assertEquals(List.of(1, 4999), handled);
    }
    table.close();
  }

  @Test
  void whoeverMakesItAtOnceGetsTheSame() throws Exception {
    for (int round = 0; round < Scale.timesInAMinute(100); round++) {
      List<PendingEvents> all = Together.run(4, number -> PendingEvents.map(file(), 100));
      for (int i = 0; i < all.size(); i++) {
        all.get(i).raise(i);
      }
      for (PendingEvents events : all) {
        for (int i = 0; i < all.size(); i++) {
          assertTrue(events.isPending(i));
        }
        events.close();
      }
      assertEquals(List.of(file()), files());
      Files.delete(file());
    }
  }

  @Test
  void processesThatMakeItAtOnceGetTheSame() throws Exception {
    Together.run(
        3,
        number ->
            Child.java(
                    Child.options(),
                    RaiseInFile.class,
                    file().toString(),
                    "100",
                    Integer.toString(10 + number))
                .succeeded("raised"));
    assertEquals(List.of(file()), files());
    try (PendingEvents events = PendingEvents.map(file(), 100)) {
      for (int i = 10; i < 13; i++) {
        assertTrue(events.isPending(i));
      }
    }
  }

  @Test
  void whatIsNoSetOfThisCapacityIsRefused() throws Exception {
    Files.write(file(), new byte[256]);
    refused("layout", 64);
    Files.write(file(), new byte[255]);
    refused("255 bytes", 64);
    Files.write(file(), new byte[0]);
    refused("0 bytes", 64);
    Files.delete(file());
    PendingEvents.map(file(), 64).close();
    refused("capacity is 64", 63); // of the same size
    refused("bytes", 500);
    write(8, 0x68747001L + 1);
    refused("layout", 64);
    Files.delete(file());
    Files.createDirectory(file());
    refused("", 64);
    Files.delete(file());
    Child.run(List.of("mkfifo", file().toString())).succeeded();
    refused("no regular file", 64);
    Files.delete(file());
    Files.createSymbolicLink(file(), directory.resolve("nothing"));
    refused("", 64);
    assertEquals(List.of(file()), files());
    assertThrows(
        IllegalArgumentException.class,
        () -> PendingEvents.map(directory.resolve("no/such/directory"), 64));
    assertThrows(IllegalArgumentException.class, () -> PendingEvents.map(file(), -1));
    assertThrows(IllegalArgumentException.class, () -> PendingEvents.map(file(), (1 << 24) + 1));
  }

  @Test
  void anotherUsersFileIsRefused() throws Exception {
    PendingEvents.map(file(), 64).close();
    try {
      Files.setAttribute(file(), "unix:uid", Child.USER);
    } catch (IOException e) {
      assumeTrue(System.getenv("HT_REQUIRE_TOOLS") != null, "only root may give a file away");
      throw e;
    }
    refused("belongs to uid " + Child.USER, 64);
  }
}
