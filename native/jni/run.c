/* SPDX-License-Identifier: Apache-2.0 */
#include "run.h"
#include "leaves.h"
#include "stubs.h"

#define UNLIKELY(condition) __builtin_expect(condition, 0)

/*
 * Unrolled, and in line but for what is rare: jumps would take a fifth of a call each time. Which
 * functions are leaves is asked of each word that is called: C may have changed the slot.
 */
static inline __attribute__((always_inline)) jlong run(ht_table *table, const jint *indexes, jint n,
                                                       bool of_leaves)
{
    /* These do not change meanwhile, or need not be seen to; the compiler can't know that. */
    const uintptr_t stubs = ht_stubs.first;
    const uintptr_t span = ht_stubs.span;
    const bool up_to_leaf = !of_leaves && ht_word_load_relaxed(&ht_leaves_called);
    jlong missed = 0;
    jint i;
#pragma GCC unroll 4
    for (i = 0; i < n; i++) {
        size_t index = (size_t)(jlong)indexes[i]; /* a negative one is beyond every table, too */
        if (UNLIKELY(index >= ht_capacity(table))) {
            missed++;
            continue;
        }
        uintptr_t word = ht_word_load_acquire(ht_slot(table, index));
        if (UNLIKELY(word == 0)) {
            missed++;
            continue;
        }
        if (of_leaves ? UNLIKELY(!ht_leaves_begin_with(word)) && !ht_leaves_contain(word)
                      : UNLIKELY(word - stubs < span) ||
                            (UNLIKELY(up_to_leaf) && ht_leaves_contain(word)))
            break;
        ((ht_handler)word)();
    }
    return (i - missed) << 32 | i;
}

jlong ht_run(ht_table *table, const jint *indexes, jint n)
{
    return run(table, indexes, n, false);
}

jlong ht_run_of_leaves(ht_table *table, const jint *indexes, jint from, jint left)
{
    uintptr_t above = ht_thread_foreign_above;
    ht_thread_foreign_above = HT_THREAD_IN_LEAF;
    jlong done = run(table, indexes + from, left < HT_RUN_MOST ? left : HT_RUN_MOST, true);
    ht_thread_foreign_above = above;
    return done;
}
