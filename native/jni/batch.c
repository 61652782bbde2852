/* SPDX-License-Identifier: Apache-2.0 */
#include "bridge.h"

static_assert(sizeof(struct ht_batch) == 256, "as Stubs.java reads it");

struct ht_batch ht_batches[HT_BATCHES];

/* 1 while a batch is in use: ht_handle_all runs on any number of threads, and inside handlers. */
static ht_word used[HT_BATCHES];

/* A free batch; -1 if a few tries don't find one. */
static int take(void)
{
    /* Threads have their stacks apart, so they begin at different places. */
    uintptr_t start = (uintptr_t)__builtin_frame_address(0) / 4096;
    for (unsigned i = 0; i < 8; i++) {
        int batch = (int)((start + i) % HT_BATCHES);
        if (ht_word_exchange_acq_rel(&used[batch], 1) == 0)
            return batch;
    }
    return -1;
}

/* Gathers the stubs that stand at the first indexes. Returns how many. */
static int32_t gather(struct ht_batch *batch, ht_table *table, const uint32_t *indexes, size_t n)
{
    int32_t count = 0;
    for (; (size_t)count < n && count < HT_BATCH_STUBS; count++) {
        uintptr_t word = ht_word_at(table, indexes[count]);
        if (!ht_stubs_contain(word))
            break;
        batch->stubs[count] = ht_stub_number(word);
    }
    return count;
}

/*
 * An ht_runner. Java runs the batch up to the first stub that is no longer bound: an earlier
 * handler may have changed what is in the later slots, so the rest is read again.
 */
static size_t run(ht_table *table, const uint32_t *indexes, size_t n, size_t *handled)
{
    size_t done = 0;
    int number = take();
    if (number >= 0) {
        struct ht_batch *batch = &ht_batches[number];
        batch->n = gather(batch, table, indexes, n);
        batch->done = 0;
        if (batch->n > 1)
            ht_stubs.dispatcher(~number);
        done = (size_t)batch->done;
        ht_word_store_release(&used[number], 0);
    }
    if (done == 0) {
        *handled += ht_handle(table, indexes[0]);
        return 1;
    }
    *handled += done;
    return done;
}

void ht_batch_adopt(ht_table *table)
{
    ht_word *words = table->words;
    /* One JVM's class loader wins; the stubs of others are called one by one. */
    if (ht_word_load_relaxed(&words[HT_HEADER_RUNNER]) == 0 &&
        ht_word_compare_and_set_acq_rel(&words[HT_HEADER_RUNNER], 0, (uintptr_t)run)) {
        ht_word_store_relaxed(&words[HT_HEADER_STUBS], ht_stubs.first);
        ht_word_store_release(&words[HT_HEADER_STUBS_SPAN], ht_stubs.span);
    }
}
