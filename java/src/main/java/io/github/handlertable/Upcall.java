// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import io.github.handlertable.internal.Native;
import java.util.function.IntConsumer;

/** A binding as {@code Gate} calls it, when native code calls a stub. */
final class Upcall extends Binding implements IntConsumer {
  Upcall(Handler handler, Slots table, int index, boolean confirmed) {
    super(handler, table, index, confirmed);
  }

  /** Does a call, as {@code Gate.dispatch} describes it. Throws nothing, but for want of stack. */
  @Override
  public void accept(int call) {
    Throwable aside = Thrown.setAside();
    try {
      if (Batch.isOne(call)) {
        Batch.run(call);
      } else if (isConfirmed()) {
        handler.handle();
      } else {
        Binding live = pendingOrNext(Stubs.address(call));
        if (live == null) {
          Native.countStale(call);
        } else {
          live.handler.handle();
        }
      }
    } catch (Throwable throwable) {
      Thrown.caught(throwable);
    } finally {
      Thrown.putBack(aside);
    }
  }
}
