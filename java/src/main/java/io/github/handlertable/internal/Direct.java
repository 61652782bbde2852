// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.internal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;

/**
 * The two things that {@code handle} does natively, in as few instructions as the JDK allows: by
 * {@code java.lang.foreign} where it is there and granted (JDK 22), so that the compiler sees
 * through them; else by Unsafe, which up to JDK 23 needs no leave, and by JNI.
 */
final class Direct {
  /** {@code long read(long address)}: a word. Acquire: pairs with the release in ht_register. */
  static final MethodHandle READ;

  /** {@code void call(long function)}: calls a {@code void (*)(void)}. */
  static final MethodHandle CALL;

  static {
    try {
      READ = ForeignApi.isGranted() ? ForeignApi.readWord() : unsafeRead();
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

  /** {@code address -> Unsafe.getLongVolatile(null, address)}, by reflection for want of leave. */
  private static MethodHandle unsafeRead() throws ReflectiveOperationException {
    Class<?> unsafe = Class.forName("sun.misc.Unsafe");
    Field instance = unsafe.getDeclaredField("theUnsafe");
    instance.setAccessible(true);
    MethodType type = MethodType.methodType(long.class, Object.class, long.class);
    MethodHandle get = MethodHandles.lookup().findVirtual(unsafe, "getLongVolatile", type);
    return MethodHandles.insertArguments(get, 0, instance.get(null), null);
  }
}
