// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import io.github.handlertable.support.Scale;
import io.github.handlertable.support.TestNative;
import org.junit.jupiter.api.AfterEach;

/** A table that C owns, for tests of what Java does to it. */
abstract class TableOfC {
  static final int CAPACITY = 4;
  static final int ROUNDS = Scale.times(5_000);
  static final NativeHandler COUNT = TestNative.handler("count");

  final long address = TestNative.createTable(CAPACITY);
  int runs;
  final Handler handler = () -> runs++;

  @AfterEach
  void close() {
    HandlerTable.wrap(address).close();
    TestNative.destroyTable(address);
  }
}
