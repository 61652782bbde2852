// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import io.github.handlertable.internal.CString;
import io.github.handlertable.internal.MemoryMap;
import io.github.handlertable.internal.Native;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.NoSuchElementException;

/**
 * A shared library with native handlers. Once open it stays loaded for the process's life, so that
 * no slot and no running call can be left with a function that is gone.
 */
public final class NativeLibrary {
  private final String name;
  private final long library;

  private NativeLibrary(String name) {
    HandlerTable.start();
    this.name = name;
    Throwable aside = Thrown.setAside();
    try {
      this.library = Native.open(CString.ofFile(name));
    } catch (UnsatisfiedLinkError e) {
      throw new IllegalArgumentException("cannot open native library: " + e.getMessage(), e);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "cannot open native library: the locale that this JVM was started in can't write the name "
              + name
              + "; start it with LC_ALL=C.UTF-8, say",
          e);
    } finally {
      Thrown.pass(); // of handlers that the library's constructors fired
      Thrown.putBack(aside);
    }
  }

  /**
   * Opens a file, with all its dependencies. None of these may want an executable stack: the loader
   * would take away the guards by which the JVM sees a stack overflow.
   *
   * @param file the library
   * @return the library
   * @throws IllegalArgumentException with the loader's own message, if it can't be opened; or if it
   *     wants an executable stack, or is not on the default file system
   * @throws UnsatisfiedLinkError as of {@link HandlerTable#create}
   */
  public static NativeLibrary open(Path file) {
    if (file.getFileSystem() != FileSystems.getDefault()) {
      throw new IllegalArgumentException(
          "cannot open native library: "
              + file.toUri()
              + " is not on the default file system; copy it to a file first");
    }
    return new NativeLibrary(file.toAbsolutePath().toString());
  }

  /**
   * Opens a library by the system's search rules (dlopen(3)), such as {@code "libc.so.6"}. One that
   * is searched for is not asked whether it wants an executable stack, as {@link #open(Path)} does.
   *
   * @param name a file's name without a directory, or a path
   * @return the library
   * @throws IllegalArgumentException with the loader's own message, if it is not found or can't be
   *     opened
   * @throws UnsatisfiedLinkError as of {@link HandlerTable#create}
   */
  public static NativeLibrary open(String name) {
    if (name.isEmpty() || name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "\"" + name.replace("\0", "\\0") + "\" names no library; pass one such as libc.so.6");
    }
    return new NativeLibrary(name);
  }

  /**
   * {@return the library's function of this name, which must be a {@code void f(void)}} If it has
   * none, those of its dependencies count too, as dlsym(3) finds them.
   *
   * @param symbol the function's name
   * @throws NoSuchElementException with the loader's own message, if there is none, or if it is
   *     data
   * @throws IllegalStateException if {@code /proc} is not there to tell
   */
  public NativeHandler handler(String symbol) {
    long address = find(symbol);
    if (!MemoryMap.isExecutable(address)) {
      throw new NoSuchElementException(
          name + ": " + symbol + " is data, not a function; name a C function void f(void)");
    }
    return NativeHandler.ofSymbol(address, symbol);
  }

  /**
   * {@return the library's exported table of this name ({@code HT_DEFINE}, without static)} It is
   * as {@link HandlerTable#wrap} has it: the same object each time, until that is closed.
   *
   * @param symbol the table's name
   * @throws NoSuchElementException with the loader's own message, if the library exports nothing of
   *     this name
   * @throws IllegalArgumentException if that is no table
   * @throws IllegalStateException as of {@link HandlerTable#wrap}
   */
  public HandlerTable table(String symbol) {
    return HandlerTable.wrap(find(symbol));
  }

  private long find(String symbol) {
    if (symbol.isEmpty() || symbol.indexOf('\0') >= 0) {
      throw new NoSuchElementException(
          "\"" + symbol.replace("\0", "\\0") + "\" names nothing in " + name);
    }
    try {
      return Native.find(library, CString.ofSymbol(symbol));
    } catch (UnsatisfiedLinkError e) {
      throw new NoSuchElementException(e.getMessage());
    }
  }

  @Override
  public String toString() {
    return "NativeLibrary[" + name + "]";
  }
}
