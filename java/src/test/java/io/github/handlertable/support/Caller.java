// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.support;

import io.github.handlertable.NativeHandler;
import java.util.function.LongConsumer;

/** Who calls a word that was read from a slot. */
public enum Caller {
  NATIVE_THREAD(word -> NativeThreads.calling(word).run()),
  JAVA_THREAD(word -> NativeHandler.ofAddress(word).handle()),
  /** Java's own thread, in a native method of somebody else. */
  JAVA_THREAD_IN_C(TestNative::call);

  private final LongConsumer call;

  Caller(LongConsumer call) {
    this.call = call;
  }

  public void call(long word) {
    call.accept(word);
  }
}
