// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import io.github.handlertable.internal.CString;
import io.github.handlertable.internal.MemoryMap;
import io.github.handlertable.internal.Native;

/**
 * A C function {@code void f(void)} as a handler. In a table it stands as itself: firing it enters
 * no Java. Two of them are equal if their address is.
 *
 * <p>It does not know which thread fires it, and by what mechanism. So if it uses JNI, it asks for
 * its JNIEnv in each call, deletes the local references that it makes, and leaves no exception
 * pending.
 */
public final class NativeHandler implements Handler {
  private final long address;
  private final String asked; // what a library was asked for; else null
  private final boolean leaf;

  private NativeHandler(long address, String asked, boolean leaf) {
    this.address = address;
    this.asked = asked;
    this.leaf = leaf;
  }

  /**
   * {@return the function at an address} It must be a {@code void (*)(void)} and stay loaded; only
   * {@link NativeLibrary} takes care of the latter.
   *
   * @param address of the function
   * @throws IllegalArgumentException if no code can run at the address
   * @throws IllegalStateException if {@code /proc} is not there to tell
   * @throws UnsatisfiedLinkError as of {@link HandlerTable#create}
   */
  public static NativeHandler ofAddress(long address) {
    HandlerTable.start();
    if (!MemoryMap.isExecutable(address)) {
      throw new IllegalArgumentException(
          hex(address)
              + " is not in executable memory, so it is no function;"
              + " pass the address of a C function void f(void)");
    }
    return new NativeHandler(address, null, false);
  }

  /** A library's function of this name. */
  static NativeHandler ofSymbol(long address, String name) {
    return new NativeHandler(address, name, false);
  }

  /** What a slot held: whoever put it there vouches for it. */
  static NativeHandler ofWord(long word) {
    return new NativeHandler(word, null, false);
  }

  /**
   * The same function as a leaf: it is short, and needs no Java. From the first time that such a
   * handler is given to {@link HandlerTable#register} or {@link HandlerTable#replace} on, Java
   * calls the function, wherever it fires it, without the price of leaving Java: that is half of a
   * call by JNI, and on JDK 21 and earlier (22 and 23, if native access is not granted) no less
   * than before. This can't be taken back. It holds for the first 4,096 functions. C calls them as
   * ever.
   *
   * <p>A leaf must not wait, lock, take longer than some microseconds (the garbage collector waits
   * for it), use JNI, or end its thread. A Java handler that it fires all the same does not run:
   * the call is refused, and counted. That covers the stubs of this class loader only.
   *
   * @return a handler that is equal to this one
   */
  public NativeHandler leaf() {
    return leaf ? this : new NativeHandler(address, asked, true);
  }

  /**
   * {@return whether this is from {@link #leaf}, or such a handler of this function was registered}
   */
  public boolean isLeaf() {
    return leaf || Leaves.contains(address);
  }

  /** {@return the function's address} */
  public long address() {
    return address;
  }

  /**
   * {@return the dynamic symbol that the address lies in} If there is none, as where a library
   * chooses among several functions when it is loaded: the name that {@link NativeLibrary#handler}
   * was asked for, or the address in hexadecimal.
   */
  public String symbol() {
    String symbol = CString.from(Native.symbol(address));
    if (symbol == null) {
      symbol = asked == null ? hex(address) : asked;
    }
    return symbol;
  }

  /** Calls the function on this thread. Throws what Java handlers threw that it fired. */
  @Override
  public void handle() {
    Thrown.call(address);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NativeHandler && ((NativeHandler) other).address == address;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(address);
  }

  @Override
  public String toString() {
    return "NativeHandler[" + symbol() + "]";
  }

  private static String hex(long address) {
    return "0x" + Long.toHexString(address);
  }
}
