// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.child;

import io.github.handlertable.HandlerTable;
import io.github.handlertable.support.NativeThreads;
import io.github.handlertable.support.TestNative;
import java.util.concurrent.atomic.AtomicInteger;

/** Handlers that recurse without end on a native thread, in Java alone and through C. */
public final class RecurseOnNativeThread {
  private static final int TIMES = 20;

  private RecurseOnNativeThread() {}

  public static void main(String[] arguments) {
    AtomicInteger overflows = new AtomicInteger();
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, throwable) -> {
          if (throwable instanceof StackOverflowError) {
            overflows.incrementAndGet();
          }
        });
    HandlerTable table = HandlerTable.wrap(TestNative.staticTable());
    table.register(0, TestNative.handler("fire_1"));
    table.register(1, () -> table.handle(0));
    fire(table);
    table.replace(1, RecurseOnNativeThread::recurse);
    fire(table);
    System.out.println(overflows + " overflows");
  }

  private static void fire(HandlerTable table) {
    NativeThreads.handling(table, 0).stackSize(2 << 20).times(TIMES).run();
  }

  private static void recurse() {
    recurse();
  }
}
