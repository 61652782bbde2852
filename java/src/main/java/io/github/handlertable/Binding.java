// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import io.github.handlertable.internal.Native;

/**
 * What a stub means from one {@code register} to its {@code unregister}: a handler in a slot. It
 * keeps both handler and table alive.
 *
 * <p>A stub is bound before its compare-and-swap, because from then on it may be called. A call may
 * also come before, from a thread that read the slot when it held an earlier binding of the stub.
 * So until the swap is known to have succeeded, a binding counts only if the slot holds the stub.
 */
final class Binding {
  final Handler handler;
  private final HandlerTable table;
  private final int index;

  /** Plain: whoever misses the write looks at the slot. */
  private boolean confirmed;

  Binding(Handler handler, HandlerTable table, int index) {
    this.handler = handler;
    this.table = table;
    this.index = index;
  }

  /** To be called when the compare-and-swap has succeeded. */
  void confirm() {
    confirmed = true;
  }

  /** Whether a call of this stub runs the handler. */
  boolean isLive(int stub) {
    return confirmed || Native.handler(table.address(), index) == Stubs.address(stub);
  }

  boolean isOf(HandlerTable other) {
    return table == other;
  }
}
