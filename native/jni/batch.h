/* SPDX-License-Identifier: Apache-2.0 */
#ifndef HT_BATCH_H
#define HT_BATCH_H

#include "handler_table.h"

/* Runs of Java handlers for ht_handle_all. */

/* One run of indexes for Java to handle, on a cache line of its own. Batch.java reads and writes
 * it. */
struct ht_batch {
    alignas(HT_CACHE_LINE) ht_word used; /* 1: by some thread, now */
    uintptr_t slots;                     /* of the table */
    uintptr_t indexes;                   /* uint32_t each */
    int32_t n;                           /* how many */
    int32_t done;                        /* how many of them Java has handled */
    int32_t handled;                     /* how many of those had a handler */
    size_t capacity;                     /* of the table */
};
#define HT_BATCHES 63 /* 6 bits of a call name one, and 0 is none */
extern struct ht_batch ht_batches[HT_BATCHES];

/*
 * Writes into the table's header where stubs lie, and the functions that run them and that take
 * them back. To be called before the first stub is registered in it.
 */
void ht_batch_adopt(ht_table *table);

#endif
