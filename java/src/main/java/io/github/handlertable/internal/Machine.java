// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.internal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;

/**
 * What each event or change does in native memory, in as few instructions as the JDK allows: by
 * {@code java.lang.foreign} where it is there and granted (JDK 22; always on JDK 24 and later), so
 * that the compiler sees through it; else by Unsafe, which needs no leave, and by JNI. Addresses
 * are not checked.
 */
public final class Machine {
  /**
   * In a handle's 128th call from the interpreter, the JVM makes a faster way for it ({@code
   * MethodHandle.CUSTOMIZE_THRESHOLD}), which takes heap, and so milliseconds. {@link #read} should
   * not meet that in the middle of a close. The others are called where nothing is lost by it.
   */
  private static final int UNTIL_CUSTOMIZED = 200;

  private static MethodHandle read;
  private static MethodHandle readInt;
  private static MethodHandle hasRoom;
  private static MethodHandle call;

  /** What {@link #find} has found: constants, for the compiler. Initialised when it has. */
  private static final class Found {
    static final MethodHandle READ = read;
    static final MethodHandle READ_INT = readInt;
    static final MethodHandle HAS_ROOM = hasRoom;
    static final MethodHandle CALL = call;
  }

  private static MethodHandle and;
  private static MethodHandle compareAndSet;

  /** What {@link #findTake} has found. */
  private static final class ForSets {
    static final MethodHandle AND = and;
    static final MethodHandle COMPARE_AND_SET = compareAndSet;
  }

  private static MethodHandle callLeaf;
  private static MethodHandle runOfLeaves;
  private static volatile boolean callsLeaves;

  /** What {@link #findLeaves} has found. */
  private static final class ForLeaves {
    static final MethodHandle CALL_LEAF = callLeaf;
    static final MethodHandle RUN_OF_LEAVES = runOfLeaves;
  }

  private Machine() {}

  /** To be called before all else here. It may fail, and be tried again. */
  public static void find() {
    try {
      if (ForeignApi.isGranted()) {
        read = ForeignApi.access("JAVA_LONG", VarHandle.AccessMode.GET_ACQUIRE);
        readInt = ForeignApi.access("JAVA_INT_UNALIGNED", VarHandle.AccessMode.GET);
        hasRoom = critical(Layout.OF_HAS_ROOM, boolean.class);
        call = ForeignApi.call();
      } else {
        read = unsafe("getLongVolatile", long.class);
        readInt = unsafe("getInt", int.class);
        hasRoom = jni("hasRoomByJni", MethodType.methodType(boolean.class));
        call = jni("callByJni", MethodType.methodType(void.class, long.class));
      }
    } catch (ReflectiveOperationException e) {
      throw missing(e);
    }
    Native.callByJni(Native.address(Layout.OF_HAS_ROOM)); // links it, for an event's full heap
    for (int calls = 0; calls < UNTIL_CUSTOMIZED; calls++) {
      read(Native.address(Layout.OF_CLOSES));
    }
  }

  /** To be called before {@link #take}. It may fail, and be tried again. */
  public static void findTake() {
    try {
      if (ForeignApi.isGranted()) {
        and = ForeignApi.access("JAVA_LONG", VarHandle.AccessMode.GET_AND_BITWISE_AND_ACQUIRE);
      } else {
        compareAndSet = unsafe("compareAndSwapLong", boolean.class, long.class, long.class);
        MethodType type = MethodType.methodType(long.class, long.class, long.class);
        and = MethodHandles.lookup().findStatic(Machine.class, "andByUnsafe", type);
      }
    } catch (ReflectiveOperationException e) {
      throw missing(e);
    }
  }

  /**
   * Finds a way to call leaves that costs less than {@link #call}, if there is one. It may fail,
   * and be tried again.
   */
  public static synchronized void findLeaves() {
    if (callsLeaves || !ForeignApi.isGranted()) {
      return;
    }
    try {
      callLeaf = critical(Layout.OF_LEAF_CALL, void.class, long.class);
      runOfLeaves =
          critical(
              Layout.OF_RUN_OF_LEAVES, long.class, long.class, int[].class, int.class, int.class);
    } catch (ReflectiveOperationException e) {
      throw missing(e);
    }
    // The first calls link the way: no event should have to.
    callLeaf(Native.address(Layout.OF_HAS_ROOM)); // any function that does nothing
    runOfLeaves(0, new int[1], 0, 0);
    callsLeaves = true;
  }

  private static AssertionError missing(ReflectiveOperationException e) {
    ForeignApi.throwIfFull(e);
    return new AssertionError(e);
  }

  /** The word at an address. Acquire: pairs with the release in {@code ht_register}. */
  public static long read(long address) {
    try {
      return (long) Found.READ.invokeExact(address);
    } catch (Throwable e) {
      throw Machine.<RuntimeException>unchecked(e); // a StackOverflowError
    }
  }

  /** The int at an address. Plain: for memory that no other thread writes. */
  public static int readInt(long address) {
    try {
      return (int) Found.READ_INT.invokeExact(address);
    } catch (Throwable e) {
      throw Machine.<RuntimeException>unchecked(e);
    }
  }

  /**
   * Clears bits of the word at an address, and returns which of them were set. Acquire: pairs with
   * the raises that set them.
   */
  public static long take(long address, long bits) {
    try {
      return (long) ForSets.AND.invokeExact(address, ~bits) & bits;
    } catch (Throwable e) {
      throw Machine.<RuntimeException>unchecked(e);
    }
  }

  private static long andByUnsafe(long address, long mask) throws Throwable {
    while (true) {
      long word = read(address);
      if ((boolean) ForSets.COMPARE_AND_SET.invokeExact(address, word, word & mask)) {
        return word;
      }
    }
  }

  /** Calls a {@code void (*)(void)}. Throws nothing, but a StackOverflowError before. */
  public static void call(long function) {
    try {
      Found.CALL.invokeExact(function);
    } catch (OutOfMemoryError before) { // the way down made an object; JNI makes none
      Native.callByJni(function);
    } catch (Throwable e) {
      throw Machine.<RuntimeException>unchecked(e);
    }
  }

  /** Whether {@link #findLeaves} has found a way. */
  public static boolean callsLeaves() {
    return callsLeaves;
  }

  /** Calls a leaf: it must not enter Java. */
  public static void callLeaf(long function) {
    try {
      ForLeaves.CALL_LEAF.invokeExact(function);
    } catch (OutOfMemoryError before) {
      Native.callByJni(function);
    } catch (Throwable e) {
      throw Machine.<RuntimeException>unchecked(e);
    }
  }

  /** {@link Native#handleRun} for leaves, up to the first index with anything else. */
  public static long runOfLeaves(long table, int[] indexes, int from, int left) {
    try {
      return (long) ForLeaves.RUN_OF_LEAVES.invokeExact(table, indexes, from, left);
    } catch (Throwable e) {
      throw Machine.<RuntimeException>unchecked(e);
    }
  }

  /**
   * Throws StackOverflowError unless there is stack ({@code stack.h}) for the rest of a change of a
   * table: to be called before its first step that can't be undone.
   */
  public static void checkStack() {
    boolean hasRoom;
    try {
      hasRoom = (boolean) Found.HAS_ROOM.invokeExact();
    } catch (Throwable e) {
      throw Machine.<RuntimeException>unchecked(e);
    }
    if (!hasRoom) {
      throw new StackOverflowError("no stack left for handler-table");
    }
  }

  /** Throws checked exceptions too: a handler may have been compiled to throw anything. */
  @SuppressWarnings("unchecked")
  public static <T extends Throwable> T unchecked(Throwable throwable) throws T {
    throw (T) throwable;
  }

  private static MethodHandle critical(int function, Class<?> result, Class<?>... parameters)
      throws ReflectiveOperationException {
    MethodType type = MethodType.methodType(result, parameters);
    return ForeignApi.critical(Native.address(function), type);
  }

  private static MethodHandle jni(String name, MethodType type)
      throws ReflectiveOperationException {
    return MethodHandles.lookup().findStatic(Native.class, name, type);
  }

  /**
   * {@code (address, more) -> Unsafe.name(null, address, more)}, by reflection for want of leave.
   */
  private static MethodHandle unsafe(String name, Class<?> result, Class<?>... more)
      throws ReflectiveOperationException {
    Class<?> unsafe;
    try {
      // By the JDK's own loader: an OSGi bundle's hides what the bundle does not import.
      unsafe = Class.forName("sun.misc.Unsafe", true, ClassLoader.getPlatformClassLoader());
    } catch (ClassNotFoundException e) {
      throw new UnsatisfiedLinkError(
          "handler-table: this Java runtime has no module jdk.unsupported, by which tables are"
              + " read; add it to the runtime image (jlink --add-modules jdk.unsupported)");
    }
    Field instance = unsafe.getDeclaredField("theUnsafe");
    instance.setAccessible(true);
    MethodType type =
        MethodType.methodType(result, Object.class, long.class).appendParameterTypes(more);
    MethodHandle get = MethodHandles.lookup().findVirtual(unsafe, name, type);
    return MethodHandles.insertArguments(get, 0, instance.get(null), null);
  }
}
