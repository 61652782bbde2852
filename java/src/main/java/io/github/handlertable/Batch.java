// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import io.github.handlertable.internal.Native;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Runs of events: those that Java handles, and those that {@code batch.c} has Java handle. */
final class Batch {
  private static final int SHIFT = 26; // HT_CALL_BATCH_SHIFT
  private static final int BYTES = 64; // struct ht_batch
  private static final ByteBuffer BATCHES = Native.batches().order(ByteOrder.nativeOrder());

  private Batch() {}

  /** {@link HandlerTable#handleAll}. */
  static int handleAll(Slots table, int[] indexes) {
    int handled = 0;
    Throwable thrown = null;
    Throwable aside = Thrown.setAside();
    int done;
    try {
      for (int next = 0; next < indexes.length; next += done) {
        done = 1; // whatever is thrown
        try {
          long word = wordIfAny(table, indexes[next]);
          if (isNative(word)
              && next + 1 < indexes.length
              && isNative(wordIfAny(table, indexes[next + 1]))) {
            long run = Native.handleRun(table.address, indexes, next, indexes.length - next);
            done = (int) run;
            handled += (int) (run >>> 32);
            thrown = Thrown.join(thrown, Thrown.take());
          } else if (word
              != 0) { // one C function alone: for it, handleRun takes three times as long
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
      throw Thrown.<RuntimeException>unchecked(thrown);
    }
    return handled;
  }

  private static long wordIfAny(Slots table, int index) {
    return table.isOutOfBounds(index) ? 0 : table.word(index);
  }

  private static boolean isNative(long word) {
    return word != 0 && !Stubs.contains(word);
  }

  /** As a C caller does it, by the stub alone. false: the word is no stub, or has no handler. */
  private static boolean handle(long word) {
    Binding binding = Stubs.contains(word) ? Binding.live(word) : null;
    if (binding != null) {
      binding.handler.handle();
    }
    return binding != null;
  }

  /** Whether a call that {@code Gate} hands on is for a batch. */
  static boolean isOne(int call) {
    return call >>> SHIFT != 0;
  }

  /** Does a struct ht_batch, up to the first slot with something else than a bound stub. */
  static void run(int call) {
    int batch = ((call >>> SHIFT) - 1) * BYTES;
    long slots = BATCHES.getLong(batch + 8);
    long indexes = BATCHES.getLong(batch + 16);
    int n = BATCHES.getInt(batch + 24);
    long capacity = BATCHES.getLong(batch + 40);
    int done = 0;
    int handled = 0;
    try {
      while (done < n) {
        long index = Integer.toUnsignedLong(Native.readInt(indexes + (long) done * Integer.BYTES));
        long word = index < capacity ? Native.read(slots + index * Long.BYTES) : 0;
        if (word == 0) {
          done++;
          continue;
        }
        Throwable aside = Thrown.setAside(); // what an earlier one of this run threw
        boolean ran = true; // also if it throws
        try {
          ran = handle(word);
        } catch (Throwable throwable) {
          Thrown.caught(throwable);
        } finally {
          if (ran) {
            done++;
            handled++;
          }
          Thrown.putBack(aside);
        }
        if (!ran) {
          break;
        }
      }
    } finally { // also when there is no stack to keep what a handler threw: C goes on after it
      BATCHES.putInt(batch + 28, done);
      BATCHES.putInt(batch + 32, handled);
    }
  }
}
