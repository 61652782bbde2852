// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import io.github.handlertable.Handler;
import io.github.handlertable.HandlerTable;
import java.util.concurrent.atomic.AtomicLongArray;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Java fires. The plain names are {@link HandlerTable}; {@code jni_only} is it without the fast
 * paths: by JNI into C, and from there up to a Java handler as from any C. That is by {@code
 * java.lang.foreign} where it is there (JDK 22), and by JNI too with {@code
 * -Dio.github.handlertable.upcalls=jni}. {@code foreign} is what one would write by hand: an array
 * of C functions, called by that.
 */
public class FromJava extends Grid {
  // Not final, so that no compiler takes them for constants.
  private int empty = 1;
  private int nativeHandler = 2;
  private int javaHandler = 3;

  private final HandlerTable table = HandlerTable.create(64);
  private final Twins.AtomicArray array = new Twins.AtomicArray(64);
  private final AtomicLongArray functions = new AtomicLongArray(64);
  private final Twins.HashMap map = new Twins.HashMap();
  private final Twins.SynchronizedArray synchronizedArray = new Twins.SynchronizedArray(64);

  @Setup
  public void register() {
    Handler handler = new Counter();
    table.register(nativeHandler, NativeSide.NOTHING);
    table.register(javaHandler, handler);
    functions.set(nativeHandler, NativeSide.NOTHING.address());
    array.register(javaHandler, handler);
    map.register(javaHandler, handler);
    synchronizedArray.register(javaHandler, handler);
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
  public boolean foreign_native_handler() throws Throwable {
    long function = functions.getAcquire(nativeHandler);
    if (function != 0) {
      Foreign.CALL.invokeExact(function);
    }
    return function != 0;
  }

  @Benchmark
  public boolean foreign_critical_native_handler() throws Throwable {
    long function = functions.getAcquire(nativeHandler);
    if (function != 0) {
      Foreign.CALL_CRITICAL.invokeExact(function);
    }
    return function != 0;
  }

  @Benchmark
  public boolean atomic_array_miss() {
    return array.handle(empty);
  }

  @Benchmark
  public boolean atomic_array_java_handler() {
    return array.handle(javaHandler);
  }

  @Benchmark
  public boolean hash_map_miss() {
    return map.handle(empty);
  }

  @Benchmark
  public boolean hash_map_java_handler() {
    return map.handle(javaHandler);
  }

  @Benchmark
  public boolean synchronized_array_miss() {
    return synchronizedArray.handle(empty);
  }

  @Benchmark
  public boolean synchronized_array_java_handler() {
    return synchronizedArray.handle(javaHandler);
  }
}
