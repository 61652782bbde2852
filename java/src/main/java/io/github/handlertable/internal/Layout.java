// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.internal;

import java.lang.annotation.Native;

/**
 * The numbers that Java and C must agree on; Java has them from here alone. {@code javac -h} writes
 * them into a header, and {@code native/jni/layout.c} does not compile if C's differ. Offsets and
 * sizes are in bytes. All are constants that javac copies into the classes that use them, Gate too.
 */
public final class Layout {
  /** What the header of a table says that is laid out so: HT_ABI. */
  @Native public static final int ABI = 0x68746201;

  /** A table begins with one, the header; the slots follow. */
  @Native public static final int CACHE_LINE = 64;

  @Native public static final int HEADER_CAPACITY = 0;
  @Native public static final int HEADER_ABI = 8;

  // Stubs. One has 1 << STUB_SHIFT bytes; from one chunk to the next are 1 << STRIDE_SHIFT bytes,
  // and 1 << CHUNK_SHIFT numbers: a stub's number tells its chunk, and below that its place there.
  // Such a stride is two halves; stubs lie in the first, data in the other.
  @Native public static final int STUB_SHIFT = 4;
  @Native public static final int STRIDE_SHIFT = 17;
  @Native public static final int CHUNK_SHIFT = 12;
  @Native public static final int CHUNK_STUBS = 4088;
  @Native public static final int FIRST_PLACE = (1 << CHUNK_SHIFT) - CHUNK_STUBS;
  @Native public static final int MOST_CHUNKS = 1 << 14;

  /**
   * A call, the int that a stub or a batch passes to Java:
   *
   * <pre>
   *   31          26 25         12 11        0
   *  |  batch + 1   |    chunk    |   place   |
   * </pre>
   *
   * A stub passes its number, chunk and place, with 0 on top. A batch passes its own number plus 1,
   * and below it that of its first stub.
   */
  @Native public static final int CALL_BATCH_SHIFT = 26;

  // struct ht_batch
  @Native public static final int BATCH_SLOTS = 8;
  @Native public static final int BATCH_INDEXES = 16;
  @Native public static final int BATCH_N = 24;
  @Native public static final int BATCH_DONE = 28;
  @Native public static final int BATCH_HANDLED = 32;
  @Native public static final int BATCH_CAPACITY = 40;
  @Native public static final int BATCH_SIZE = 64;

  // struct ht_given
  @Native public static final int GIVEN_NEXT = 0;
  @Native public static final int GIVEN_TABLE = 8;
  @Native public static final int GIVEN_HANDLER = 16;

  /** The places of the set of leaves. */
  @Native public static final int LEAVES_PLACES = 8192;

  // A pending set: its header, and its groups of 64 indexes; then come the summary words.
  @Native public static final int PENDING_ABI = 0x68747001;
  @Native public static final int PENDING_CAPACITY = 0;
  @Native public static final int PENDING_HEADER_ABI = 8;
  @Native public static final int PENDING_ROOT = 64;
  @Native public static final int PENDING_GROUPS = 192;
  @Native public static final int GROUP_SHIFT = 4;
  @Native public static final int GROUP_MASKED = 8;

  // struct ht_set
  @Native public static final int SET_PENDING = 0;

  // struct ht_chunks
  @Native public static final int STUBS_FIRST = 0;
  @Native public static final int STUBS_CHUNKS = 16;
  @Native public static final int STUBS_MAPPED = 20;

  // What Native.address gives the address of.
  @Native public static final int OF_STUBS = 0; // the struct ht_stubs
  @Native public static final int OF_GIVEN = 1; // a word, 0 as long as C has given nothing back
  @Native public static final int OF_STALE = 2; // a word: how many stub calls found no handler
  @Native public static final int OF_REFUSED = 3; // a word: how many could not enter the JVM
  @Native public static final int OF_HAS_ROOM = 4; // the function ht_stack_has_room

  @Native public static final int OF_LEAVES = 5; // that many words: 0, or a leaf
  @Native public static final int OF_LEAF_CALL = 6; // the function ht_leaf_call
  @Native public static final int OF_RUN_OF_LEAVES = 7; // the function ht_run_of_leaves
  @Native public static final int OF_CLOSES = 8; // a word: how many closes of tables and sets

  private Layout() {}
}
