/* SPDX-License-Identifier: Apache-2.0 */
#include "leaves.h"

#include <pthread.h>
#include <stdlib.h>

ht_word ht_leaves;

/* Held by who adds. It guards the number of functions in the set. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static size_t count;

/* Where a function is in the set; or, if it is not, an empty place. */
static ht_word *place(struct ht_leaves *set, uintptr_t function)
{
    for (uintptr_t at = function >> 4;; at++) {
        ht_word *found = &set->functions[at & set->mask];
        uintptr_t there = ht_word_load_relaxed(found);
        if (there == function || there == 0)
            return found;
    }
}

bool ht_leaves_contain(struct ht_leaves *set, uintptr_t function)
{
    return ht_word_load_relaxed(place(set, function)) == function;
}

/* A set with twice the places, and the functions of the old one, if any. NULL: no memory. */
static struct ht_leaves *grown(struct ht_leaves *old)
{
    size_t places = old ? 2 * (old->mask + 1) : 16;
    struct ht_leaves *set = calloc(1, sizeof *set + places * sizeof *set->functions);
    if (!set)
        return NULL;
    set->mask = places - 1;
    for (size_t i = 0; old && i <= old->mask; i++) {
        uintptr_t function = ht_word_load_relaxed(&old->functions[i]);
        if (function != 0)
            ht_word_store_relaxed(place(set, function), function);
    }
    return set;
}

bool ht_leaves_add(uintptr_t function)
{
    pthread_mutex_lock(&lock);
    struct ht_leaves *set = ht_leaves_now();
    bool there = set && ht_leaves_contain(set, function);
    if (!there && (!set || 2 * count > set->mask))
        set = grown(set);
    if (!there && set) {
        ht_word_store_relaxed(place(set, function), function);
        count++;
        ht_word_store_release(&ht_leaves,
                              (uintptr_t)set); /* pairs with the load of ht_leaves_now */
    }
    pthread_mutex_unlock(&lock);
    return there || set;
}

void ht_leaf_call(uintptr_t function)
{
    uintptr_t above = ht_thread_foreign_above;
    ht_thread_foreign_above = HT_THREAD_IN_LEAF;
    ((ht_handler)function)();
    ht_thread_foreign_above = above;
}
