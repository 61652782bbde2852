/* SPDX-License-Identifier: Apache-2.0 */
#include "run.h"
#include "leaves.h"
#include "stubs.h"

#define UNLIKELY(condition) __builtin_expect(condition, 0)

/* What a run calls: all functions; all up to a leaf; or leaves alone. */
enum kind { FUNCTIONS, UP_TO_LEAF, LEAVES };

/*
 * Unrolled, and in line but for what is rare, for each kind: jumps would take a fifth of a call
 * each time. Which functions are leaves is asked of each word that is called: C may have changed
 * the slot.
 */
static inline __attribute__((always_inline)) jlong run(ht_table *table, const jint *indexes, jint n,
                                                       enum kind kind)
{
    /* These do not change meanwhile; the compiler can't know that. */
    const uintptr_t stubs = ht_stubs.first;
    const uintptr_t span = ht_stubs.span;
    const jint *at = indexes, *const end = indexes + n;
    jlong missed = 0;
#pragma GCC unroll 4
    for (; at != end; at++) {
        size_t index = (size_t)(jlong)*at; /* a negative one is beyond every table, too */
        if (UNLIKELY(index >= ht_capacity(table))) {
            missed++;
            continue;
        }
        uintptr_t word = ht_word_load_acquire(ht_slot(table, index));
        if (UNLIKELY(word == 0)) {
            missed++;
            continue;
        }
        if (kind == LEAVES ? UNLIKELY(!ht_leaves_begin_with(word)) && !ht_leaves_contain(word)
                           : UNLIKELY(word - stubs < span) ||
                                 (kind == UP_TO_LEAF && UNLIKELY(ht_leaves_contain(word))))
            break;
        ((ht_handler)word)();
    }
    jlong done = at - indexes;
    return (done - missed) << 32 | done;
}

jlong ht_run(ht_table *table, const jint *indexes, jint n)
{
    /* A first leaf that is added meanwhile is called as any other until the next run. */
    return ht_word_load_relaxed(&ht_leaves_called) ? run(table, indexes, n, UP_TO_LEAF)
                                                   : run(table, indexes, n, FUNCTIONS);
}

jlong ht_run_of_leaves(ht_table *table, const jint *indexes, jint from, jint left)
{
    uintptr_t above = ht_thread_foreign_above;
    ht_thread_foreign_above = HT_THREAD_IN_LEAF;
    jlong done = run(table, indexes + from, left < HT_RUN_MOST ? left : HT_RUN_MOST, LEAVES);
    ht_thread_foreign_above = above;
    return done;
}
