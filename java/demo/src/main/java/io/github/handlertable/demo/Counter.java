// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.demo;

import io.github.handlertable.Handler;
import java.util.concurrent.atomic.AtomicLong;

/** A Java handler that counts its own runs. */
final class Counter implements Handler {
  private final AtomicLong runs = new AtomicLong();

  @Override
  public void handle() {
    runs.incrementAndGet();
  }

  long runs() {
    return runs.get();
  }
}
