// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import io.github.handlertable.internal.Layout;
import io.github.handlertable.internal.Machine;
import io.github.handlertable.internal.Native;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Many events at once: those that Java fires, and those of {@code batch.c}, which C fires. */
final class Batch {
  private static final ByteBuffer BATCHES = Native.batches().order(ByteOrder.nativeOrder());

  private Batch() {}

  /** {@link HandlerTable#handleAll}. */
  static int handleAll(Slots table, int[] indexes) {
    int handled = 0;
    Throwable thrown = null;
    Throwable aside = Thrown.setAside();
    int done;
    try {
      for (int next = 0; next < indexes.length && !table.closed; next += done) {
        done = 1; // whatever is thrown
        try {
          long word = table.wordIfAny(indexes[next]);
          if (Stubs.isNative(word)
              && next + 1 < indexes.length
              && Stubs.isNative(table.wordIfAny(indexes[next + 1]))) {
            int left = indexes.length - next;
            long run =
                Leaves.isCalledAsOne(word)
                    ? runOfLeaves(table, indexes, next, word)
                    : Native.handleRun(table.address, indexes, next, left);
            done = (int) run;
            handled += (int) (run >>> 32);
            thrown = Thrown.join(thrown, Thrown.take());
          } else if (word != 0) {
            // One C function alone is here, too: for it, handleRun takes three times as long.
            handled += Event.handle(table, indexes[next], word) ? 1 : 0;
          }
        } catch (Throwable throwable) {
          thrown = Thrown.join(thrown, throwable);
        }
      }
    } finally {
      Reference.reachabilityFence(table);
      Thrown.putBack(aside);
    }
    if (thrown != null) {
      throw Machine.<RuntimeException>unchecked(thrown);
    }
    return handled;
  }

  private static long runOfLeaves(Slots table, int[] indexes, int next, long word) {
    try {
      return Machine.runOfLeaves(table.address, indexes, next, indexes.length - next);
    } catch (OutOfMemoryError before) { // it makes an object of the array
      return Event.handle(table, indexes[next], word) ? 1L << 32 | 1 : 1;
    }
  }

  /** Whether a call that {@code Gate} hands on is for a batch. */
  static boolean isOne(int call) {
    return call >>> Layout.CALL_BATCH_SHIFT != 0;
  }

  /** Does a struct ht_batch, up to the first slot with something else than a bound stub. */
  static void run(int call) {
    int batch = ((call >>> Layout.CALL_BATCH_SHIFT) - 1) * Layout.BATCH_SIZE;
    long slots = BATCHES.getLong(batch + Layout.BATCH_SLOTS);
    long indexes = BATCHES.getLong(batch + Layout.BATCH_INDEXES);
    int n = BATCHES.getInt(batch + Layout.BATCH_N);
    long capacity = BATCHES.getLong(batch + Layout.BATCH_CAPACITY);
    int done = 0;
    int handled = 0;
    try {
      while (done < n) {
        long index = Integer.toUnsignedLong(Machine.readInt(indexes + (long) done * Integer.BYTES));
        long word = index < capacity ? Machine.read(slots + index * Long.BYTES) : 0;
        Binding binding = Binding.live(word);
        if (binding == null && word != 0) {
          break;
        }
        done++;
        if (binding != null) {
          handled++;
          try {
            binding.handler.handle();
          } catch (Throwable throwable) {
            Thrown.caught(throwable);
          }
        }
      }
    } finally { // also when there is no stack to keep what a handler threw: C goes on after it
      BATCHES.putInt(batch + Layout.BATCH_DONE, done);
      BATCHES.putInt(batch + Layout.BATCH_HANDLED, handled);
    }
  }
}
