// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.internal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;

/**
 * What is done natively for each event, in as few instructions as the JDK allows: by {@code
 * java.lang.foreign} where it is there and granted (JDK 22; always on JDK 24 and later), so that
 * the compiler sees through them; else by Unsafe, which needs no leave, and by JNI.
 */
final class Direct {
  /** {@code long read(long address)}: a word. Acquire: pairs with the release in ht_register. */
  static final MethodHandle READ;

  /** {@code int readInt(long address)}. Plain: it is for memory that nobody else writes. */
  static final MethodHandle READ_INT;

  /** {@code boolean hasRoom()}: see {@code stack.h}. */
  static final MethodHandle HAS_ROOM;

  /** {@code void call(long function)}: calls a {@code void (*)(void)}. */
  static final MethodHandle CALL;

  static {
    try {
      READ =
          ForeignApi.isGranted()
              ? ForeignApi.read("JAVA_LONG", VarHandle.AccessMode.GET_ACQUIRE)
              : unsafe("getLongVolatile", long.class);
      READ_INT =
          ForeignApi.isGranted()
              ? ForeignApi.read("JAVA_INT_UNALIGNED", VarHandle.AccessMode.GET)
              : unsafe("getInt", int.class);
      HAS_ROOM =
          ForeignApi.isGranted()
              ? ForeignApi.critical(Native.address(Layout.OF_HAS_ROOM))
              : MethodHandles.lookup()
                  .findStatic(Native.class, "hasRoomByJni", MethodType.methodType(boolean.class));
      CALL =
          ForeignApi.isGranted()
              ? ForeignApi.call()
              : MethodHandles.lookup()
                  .findStatic(
                      Native.class, "callByJni", MethodType.methodType(void.class, long.class));
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  private Direct() {}

  /** {@code address -> Unsafe.name(null, address)}, by reflection for want of leave. */
  private static MethodHandle unsafe(String name, Class<?> result)
      throws ReflectiveOperationException {
    Class<?> unsafe;
    try {
      unsafe = Class.forName("sun.misc.Unsafe");
    } catch (ClassNotFoundException e) {
      throw new UnsatisfiedLinkError(
          "handler-table: this Java runtime has no module jdk.unsupported, by which tables are"
              + " read; add it to the runtime image (jlink --add-modules jdk.unsupported)");
    }
    Field instance = unsafe.getDeclaredField("theUnsafe");
    instance.setAccessible(true);
    MethodType type = MethodType.methodType(result, Object.class, long.class);
    MethodHandle get = MethodHandles.lookup().findVirtual(unsafe, name, type);
    return MethodHandles.insertArguments(get, 0, instance.get(null), null);
  }
}
