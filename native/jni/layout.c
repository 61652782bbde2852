/* SPDX-License-Identifier: Apache-2.0 */
/*
 * No code: holds C's numbers against those of the Java class Layout, as javac writes them into a
 * header. That comes with jni.h, so trampolines.S and handler_table.h can't have them from there.
 */
#include "batch.h"
#include "given.h"
#include "leaves.h"
#include "sets.h"
#include "stubs.h"

#include "io_github_handlertable_internal_Layout.h"

#include <stddef.h>

#define LAYOUT(name) io_github_handlertable_internal_Layout_##name
#define SAME(number, name) static_assert((number) == LAYOUT(name), "Layout." #name " differs")
/* Java reads or writes the field as this type. */
#define SAME_FIELD(java_type, type, field, name)                                                   \
    SAME(offsetof(type, field), name);                                                             \
    static_assert(sizeof(((type *)0)->field) == sizeof(java_type), "Layout." #name " differs")

static_assert(sizeof(ht_word) == sizeof(jlong), "Java reads a word as a long");
SAME(HT_ABI, ABI);
SAME(HT_CACHE_LINE, CACHE_LINE);
SAME(HT_HEADER_CAPACITY * sizeof(ht_word), HEADER_CAPACITY);
SAME(HT_HEADER_ABI * sizeof(ht_word), HEADER_ABI);

SAME(HT_CHUNK_STUBS, CHUNK_STUBS);
SAME(HT_FIRST_PLACE, FIRST_PLACE);
SAME(HT_MOST_CHUNKS, MOST_CHUNKS);
SAME(HT_CALL_BATCH_SHIFT, CALL_BATCH_SHIFT);
static_assert(HT_STUB_SIZE == 1 << LAYOUT(STUB_SHIFT), "Layout.STUB_SHIFT differs");
static_assert(HT_CHUNK_STRIDE == 1 << LAYOUT(STRIDE_SHIFT), "Layout.STRIDE_SHIFT differs");
static_assert(HT_CHUNK_NUMBERS == 1 << LAYOUT(CHUNK_SHIFT), "Layout.CHUNK_SHIFT differs");
static_assert(HT_CHUNK_NUMBERS * HT_STUB_SIZE == HT_CHUNK_CODE, "stubs fill half of the stride");
static_assert((int64_t)HT_MOST_CHUNKS * HT_CHUNK_NUMBERS <= 1 << HT_CALL_BATCH_SHIFT,
              "a batch's number lies above every stub's");
static_assert((HT_BATCHES + INT64_C(1)) << HT_CALL_BATCH_SHIFT <= INT64_C(1) << 32,
              "a call can name every batch");

static_assert(offsetof(struct ht_batch, used) == 0, "C alone has it, in front of Java's fields");
SAME_FIELD(jlong, struct ht_batch, slots, BATCH_SLOTS);
SAME_FIELD(jlong, struct ht_batch, indexes, BATCH_INDEXES);
SAME_FIELD(jint, struct ht_batch, n, BATCH_N);
SAME_FIELD(jint, struct ht_batch, done, BATCH_DONE);
SAME_FIELD(jint, struct ht_batch, handled, BATCH_HANDLED);
SAME_FIELD(jlong, struct ht_batch, capacity, BATCH_CAPACITY);
SAME(sizeof(struct ht_batch), BATCH_SIZE);

SAME_FIELD(jlong, struct ht_given, next, GIVEN_NEXT);
SAME_FIELD(jlong, struct ht_given, table, GIVEN_TABLE);
SAME_FIELD(jlong, struct ht_given, handler, GIVEN_HANDLER);

SAME(HT_LEAVES_PLACES, LEAVES_PLACES);

SAME(HT_PENDING_ABI, PENDING_ABI);
SAME_FIELD(jlong, ht_pending, capacity, PENDING_CAPACITY);
SAME_FIELD(jlong, ht_pending, abi, PENDING_HEADER_ABI);
SAME_FIELD(jlong, ht_pending, root, PENDING_ROOT);
SAME(sizeof(ht_pending), PENDING_GROUPS);
static_assert(sizeof(ht_group) == 1 << LAYOUT(GROUP_SHIFT), "Layout.GROUP_SHIFT differs");
static_assert(offsetof(ht_group, pending) == 0, "Java reads it there");
SAME_FIELD(jlong, ht_group, masked, GROUP_MASKED);
SAME_FIELD(jlong, struct ht_set, pending, SET_PENDING);

SAME_FIELD(jlong, struct ht_chunks, first, STUBS_FIRST);
SAME_FIELD(jint, struct ht_chunks, chunks, STUBS_CHUNKS);
SAME_FIELD(jint, struct ht_chunks, mapped, STUBS_MAPPED);
