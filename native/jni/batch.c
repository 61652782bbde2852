/* SPDX-License-Identifier: Apache-2.0 */
#include "batch.h"
#include "given.h"
#include "stubs.h"
#include "upcall.h"

struct ht_batch ht_batches[HT_BATCHES];

/* The number of a batch that was free, and is used now; -1 if a few tries don't find one. */
static int take(void)
{
    /* Threads have their stacks apart, so they begin at different batches. */
    uintptr_t start = (uintptr_t)__builtin_frame_address(0) / 4096;
    /* The exchange pairs with the store that ends the use of a batch by another thread's `run`. */
    for (unsigned i = 0; i < 8; i++) {
        int batch = (int)((start + i) % HT_BATCHES);
        if (ht_word_exchange_acq_rel(&ht_batches[batch].used, 1) == 0)
            return batch;
    }
    return -1;
}

/*
 * An ht_runner. Java reads each slot when its turn comes, as an earlier handler may have changed
 * it, and goes on up to the first slot that holds something else than a stub with a handler.
 */
static size_t run(ht_table *table, const uint32_t *indexes, size_t n, size_t *handled)
{
    size_t done = 0;
    uintptr_t first = ht_word_at(table, indexes[0]);
    int number = n > 1 && ht_stubs_contain(first) ? take() : -1;
    if (number >= 0) {
        struct ht_batch *batch = &ht_batches[number];
        batch->slots = (uintptr_t)ht_slots(table);
        batch->capacity = ht_capacity(table);
        batch->indexes = (uintptr_t)indexes;
        batch->n = n < INT32_MAX ? (int32_t)n : INT32_MAX;
        batch->done = 0;
        batch->handled = 0;
        ht_upcall_dispatcher((int32_t)((uint32_t)(number + 1) << HT_CALL_BATCH_SHIFT |
                                       (uint32_t)ht_stub_number(first)));
        done = (size_t)batch->done;
        *handled += (size_t)batch->handled;
        ht_word_store_release(&batch->used, 0);
    }
    if (done == 0) {
        *handled += ht_handle(table, indexes[0]);
        return 1;
    }
    return done;
}

void ht_batch_adopt(ht_table *table)
{
    ht_word *words = table->words;
    /* The first class loader's library wins; the stubs of the others are called one by one. */
    ht_word_compare_and_set_acq_rel(&words[HT_HEADER_RUNNER], 0, (uintptr_t)run);
    if (ht_word_load_relaxed(&words[HT_HEADER_RUNNER]) != (uintptr_t)run)
        return;
    /*
     * Each thread that comes here writes all of it, the same words. If only the first did, another
     * could register a stub before the first has written GIVE_BACK, and C would give it back in
     * vain.
     */
    ht_word_store_relaxed(&words[HT_HEADER_GIVE_BACK], (uintptr_t)ht_given_put);
    ht_word_store_relaxed(&words[HT_HEADER_STUBS], ht_stubs.first);
    /* Pairs with the loads in ht_handle_all and ht_give_back. */
    ht_word_store_release(&words[HT_HEADER_STUBS_SPAN], ht_stubs.span);
}
