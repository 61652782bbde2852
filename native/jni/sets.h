/* SPDX-License-Identifier: Apache-2.0 */
#ifndef HT_SETS_H
#define HT_SETS_H

#include "handler_table_pending.h"

/* A pending set as Java has it: where its words lie, and its raisers. */
struct ht_set {
    ht_pending *pending;
    size_t capacity;  /* as it was checked: other processes may write into the set's memory */
    size_t bytes;     /* that are mapped for it; 0: C owns the memory, or it has been given back */
    bool shared;      /* they are a file's */
    int32_t *raisers; /* numbers: how many there are, and how many there is room for */
    size_t n, room;
};

enum { HT_SET_WHY = 128 }; /* the longest reason, and its end */

/* A set in memory of its own. NULL if there is no memory. */
struct ht_set *ht_set_create(size_t capacity);

/* For a set of C's, which has been checked. NULL if there is no memory. */
struct ht_set *ht_set_wrap(ht_pending *pending, size_t capacity);

/*
 * The set in a file, which is made if there is none. NULL if that can't be done: then `why`, with
 * room for HT_SET_WHY characters, has the reason.
 */
struct ht_set *ht_set_map(const char *file, size_t capacity, char *why);

/* Makes a raiser. Returns NULL, or why that can't be done. One thread at a time for each set. */
const char *ht_set_raiser(struct ht_set *set, uint32_t index, uintptr_t *address);

/* Has the set's raisers do nothing from now on. One thread at a time, as before. */
void ht_set_end_raisers(struct ht_set *set);

/*
 * Gives back the set's memory, but no addresses: a raise that had begun before may still write
 * there, and nobody reads it. When raisers have ended, and no thread of Java's waits any more.
 */
void ht_set_give_back(struct ht_set *set);

/* All that is left to do when Java can't reach the set any more. */
void ht_set_free(struct ht_set *set);

#endif
