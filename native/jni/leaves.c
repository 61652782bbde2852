/* SPDX-License-Identifier: Apache-2.0 */
#include "leaves.h"

#include <pthread.h>

ht_word ht_leaves[HT_LEAVES_PLACES], ht_leaves_called;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* held by who adds */
static size_t count;

/* Where a function is; or, if it is not, an empty place. */
static ht_word *place(uintptr_t function)
{
    for (uintptr_t at = function >> 4;; at++) {
        ht_word *found = &ht_leaves[at & (HT_LEAVES_PLACES - 1)];
        uintptr_t there = ht_word_load_relaxed(found);
        if (there == function || there == 0)
            return found;
    }
}

bool ht_leaves_contain(uintptr_t function)
{
    return ht_word_load_relaxed(place(function)) == function;
}

void ht_leaves_add(uintptr_t function, bool called)
{
    pthread_mutex_lock(&lock);
    ht_word_store_relaxed(&ht_leaves_called, called);
    if (!ht_leaves_contain(function) && count < HT_LEAVES_PLACES / 2) {
        /* Pairs with Java's read (Leaves.contains) before it calls this or another leaf. */
        ht_word_store_release(place(function), function);
        count++;
    }
    pthread_mutex_unlock(&lock);
}

void ht_leaves_forget(void)
{
    pthread_mutex_lock(&lock);
    ht_word_store_relaxed(&ht_leaves_called, 0);
    for (size_t i = 0; count != 0 && i < HT_LEAVES_PLACES; i++) /* pages stay untouched for none */
        ht_word_store_relaxed(&ht_leaves[i], 0);
    count = 0;
    pthread_mutex_unlock(&lock);
}

void ht_leaf_call(uintptr_t function)
{
    uintptr_t above = ht_thread_foreign_above;
    ht_thread_foreign_above = HT_THREAD_IN_LEAF;
    ((ht_handler)function)();
    ht_thread_foreign_above = above;
}
