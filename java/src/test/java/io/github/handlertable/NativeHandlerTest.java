// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static io.github.handlertable.support.Throwables.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.handlertable.support.TestNative;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A C function as a handler, by itself. */
class NativeHandlerTest {
  private static final NativeLibrary LIBC = NativeLibrary.open("libc.so.6");

  @ParameterizedTest
  @ValueSource(longs = {0, 42, -1, Long.MIN_VALUE, Long.MAX_VALUE})
  void anAddressWithoutMemoryIsNoFunction(long address) {
    assertNoFunction(address);
  }

  @Test
  void anAddressOfDataIsNoFunction() {
    try (HandlerTable table = HandlerTable.create(1)) {
      assertNoFunction(table.address());
    }
  }

  private static void assertNoFunction(long address) {
    assertFails(
        IllegalArgumentException.class,
        () -> NativeHandler.ofAddress(address),
        "0x" + Long.toHexString(address) + " is not in executable memory",
        "void f(void)");
  }

  @Test
  void handleCallsTheFunction() {
    long before = TestNative.counted();
    NativeHandler.ofAddress(TestNative.handler("count").address()).handle();
    assertEquals(before + 1, TestNative.counted());
  }

  @Test
  void handleThrowsWhatAJavaHandlerBehindTheFunctionThrew() {
    try (HandlerTable table = HandlerTable.create(1)) {
      Error error = new Error();
      table.register(
          0,
          () -> {
            throw error;
          });
      NativeHandler stub = NativeHandler.ofAddress(TestNative.word(table.address(), 0));
      assertSame(error, assertThrows(Error.class, stub::handle));
    }
  }

  @Test
  void twoAreEqualIfTheirAddressIs() {
    NativeHandler tzset = LIBC.handler("tzset");
    NativeHandler same = NativeHandler.ofAddress(tzset.address());
    NativeHandler next = NativeHandler.ofAddress(tzset.address() + 1);
    assertEquals(tzset, same);
    assertEquals(tzset.hashCode(), same.hashCode());
    assertNotEquals(tzset, next);
    assertNotEquals(tzset, (Object) "NativeHandler[tzset]");
    assertNotEquals(tzset, null);
  }

  @Test
  void symbolIsTheNameOfTheFunction() {
    NativeHandler tzset = LIBC.handler("tzset");
    assertEquals("tzset", tzset.symbol());
    assertEquals("NativeHandler[tzset]", tzset.toString());
    assertEquals("tzset", NativeHandler.ofAddress(tzset.address() + 1).symbol());
  }

  /** The library has several functions for it, without names, and chooses as it is loaded. */
  @Test
  void symbolOfAnIndirectFunctionIsWhatTheLibraryWasAskedFor() {
    NativeLibrary libm = NativeLibrary.open("libm.so.6");
    NativeHandler sin = libm.handler("sin");
    assertEquals("sin", sin.symbol());
    assertEquals("NativeHandler[sin]", sin.toString());
    assertEquals(sin, NativeHandler.ofAddress(sin.address()));
  }

  @Test
  void symbolIsTheAddressWhereNoSymbolIsKnown() throws Exception {
    long address = addressOfUnnamedCode();
    String hex = "0x" + Long.toHexString(address);
    NativeHandler unknown = NativeHandler.ofAddress(address);
    assertEquals(address, unknown.address());
    assertEquals(hex, unknown.symbol());
    assertEquals("NativeHandler[" + hex + "]", unknown.toString());
  }

  /** The JVM's own code, which is in no file. */
  private static long addressOfUnnamedCode() throws Exception {
    for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
      String[] fields = line.split(" +");
      if (fields.length == 5 && fields[1].contains("x")) {
        return Long.parseUnsignedLong(fields[0].split("-")[0], 16);
      }
    }
    throw new AssertionError("this JVM has no code cache");
  }
}
