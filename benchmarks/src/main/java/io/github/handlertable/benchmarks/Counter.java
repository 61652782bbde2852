// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import io.github.handlertable.Handler;

/** The least that a handler can do and still has to be run. For one thread at a time. */
final class Counter implements Handler, Runnable {
  long count;

  @Override
  public void handle() {
    count++;
  }

  @Override
  public void run() {
    count++;
  }
}
