// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import io.github.handlertable.Handler;
import io.github.handlertable.HandlerTable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Java fires: {@link HandlerTable} with its fast paths (the plain names), through JNI alone, and
 * what else a Java programmer would take to hold Java handlers.
 */
public class FromJava extends Grid {
  // Not final, so that no compiler takes them for constants.
  private int empty = 1;
  private int nativeHandler = 2;
  private int javaHandler = 3;

  private final HandlerTable table = HandlerTable.create(64);
  private final AtomicReferenceArray<Handler> array = new AtomicReferenceArray<>(64);
  private final ConcurrentHashMap<Integer, Handler> map = new ConcurrentHashMap<>();
  private final Handler[] synchronizedArray = new Handler[64];

  @Setup
  public void register() {
    Handler handler = new Counter();
    table.register(nativeHandler, NativeSide.NOTHING);
    table.register(javaHandler, handler);
    array.set(javaHandler, handler);
    map.put(javaHandler, handler);
    synchronizedArray[javaHandler] = handler;
  }

  @TearDown
  public void close() {
    table.close();
  }

  @Benchmark
  public boolean native_miss() {
    return table.handle(empty);
  }

  @Benchmark
  public boolean native_handler() {
    return table.handle(nativeHandler);
  }

  @Benchmark
  public boolean java_handler_from_java() {
    return table.handle(javaHandler);
  }

  @Benchmark
  public boolean jni_only_miss() {
    return NativeSide.handle(table.address(), empty);
  }

  @Benchmark
  public boolean jni_only_native_handler() {
    return NativeSide.handle(table.address(), nativeHandler);
  }

  @Benchmark
  public boolean jni_only_java_handler() {
    return NativeSide.handle(table.address(), javaHandler);
  }

  @Benchmark
  public boolean atomic_array_miss() {
    return inArray(empty);
  }

  @Benchmark
  public boolean atomic_array_java_handler() {
    return inArray(javaHandler);
  }

  private boolean inArray(int index) {
    return run(index < 0 || index >= array.length() ? null : array.getAcquire(index));
  }

  @Benchmark
  public boolean hash_map_miss() {
    return run(map.get(empty));
  }

  @Benchmark
  public boolean hash_map_java_handler() {
    return run(map.get(javaHandler));
  }

  @Benchmark
  public boolean synchronized_array_miss() {
    return inSynchronizedArray(empty);
  }

  @Benchmark
  public boolean synchronized_array_java_handler() {
    return inSynchronizedArray(javaHandler);
  }

  private boolean inSynchronizedArray(int index) {
    Handler handler;
    synchronized (synchronizedArray) {
      handler =
          index < 0 || index >= synchronizedArray.length ? null : synchronizedArray[index];
    }
    return run(handler);
  }

  private static boolean run(Handler handler) {
    if (handler == null) {
      return false;
    }
    handler.handle();
    return true;
  }
}
