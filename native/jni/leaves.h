/* SPDX-License-Identifier: Apache-2.0 */
#ifndef HT_LEAVES_H
#define HT_LEAVES_H

#include "threads.h"

/*
 * The leaves: C functions of which Java was told that they are short and need no Java. A thread
 * calls one without leaving the JVM's state "in Java", and if it entered Java from there, that
 * would end the process. So the thread is marked meanwhile, and a stub that it calls is refused.
 */

/*
 * The functions, in a hash set with linear probing, that only grows, and no further than to its
 * half: functions that find no room are called as any other. Its size is fixed, so that most
 * questions take one load. Java reads it, too (Leaves.java).
 */
#define HT_LEAVES_PLACES 8192 /* a power of two */
extern ht_word ht_leaves[HT_LEAVES_PLACES];

/* 1: Java calls them as leaves; 0: as any other function, or there are none. */
extern ht_word ht_leaves_called;

/* Adds a function. called: as of ht_leaves_called. */
void ht_leaves_add(uintptr_t function, bool called);

bool ht_leaves_contain(uintptr_t function);

/* Forgets all: the class loader that added them has gone, and no thread is in one of them. */
void ht_leaves_forget(void);

/* Whether a function is where the search for it begins; as most leaves are. */
static inline bool ht_leaves_begin_with(uintptr_t function)
{
    return ht_word_load_relaxed(&ht_leaves[function >> 4 & (HT_LEAVES_PLACES - 1)]) == function;
}

/*
 * Whether the calling thread is in a leaf: there it may not enter Java at all. Asks first whether
 * Java calls any, as to find a thread-local takes a tenth of an upcall by JNI. The thread has seen
 * that: ht_leaves_add writes it before the function that this thread has found.
 */
static inline bool ht_leaf_runs(void)
{
    return ht_word_load_relaxed(&ht_leaves_called) && ht_thread_foreign_above == HT_THREAD_IN_LEAF;
}

/* Calls a leaf, in a critical call of java.lang.foreign. */
void ht_leaf_call(uintptr_t function);

#endif
