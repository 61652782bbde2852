/* SPDX-License-Identifier: Apache-2.0 */
#ifndef HT_LEAVES_H
#define HT_LEAVES_H

#include "threads.h"

/*
 * The leaves: C functions of which Java was told that they are short and need no Java. A thread
 * calls one without leaving the JVM's state "in Java", and if it entered Java from there, that
 * would end the process. So the thread is marked meanwhile, and a stub that it calls is refused.
 */

/* A hash set with linear probing. Java reads it by its address, too (Leaves.java). */
struct ht_leaves {
    uintptr_t mask; /* its places, a power of two, less 1; one place at least is empty */
    ht_word functions[];
};

/* The address of the set; 0: there are no leaves. When it grows, the old one stays: it is read. */
extern ht_word ht_leaves;

/* Adds a function, for ever. false: no memory. */
bool ht_leaves_add(uintptr_t function);

/* The set. Pairs with the release in ht_leaves_add. */
static inline struct ht_leaves *ht_leaves_now(void)
{
    return (struct ht_leaves *)ht_word_load_acquire(&ht_leaves);
}

bool ht_leaves_contain(struct ht_leaves *set, uintptr_t function);

/* Whether a function is where the search for it begins; as most are. */
static inline bool ht_leaves_begin_with(struct ht_leaves *set, uintptr_t function)
{
    return ht_word_load_relaxed(&set->functions[function >> 4 & set->mask]) == function;
}

/* Calls a leaf, in a critical call of java.lang.foreign. */
void ht_leaf_call(uintptr_t function);

#endif
