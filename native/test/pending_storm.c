/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Raisers, consumers that sleep, and one who masks and unmasks, on the same indexes: no raise is
 * lost. Each raise has a number; a handler sees the last one of its index. Now and then a raiser
 * waits until its own is handled, so that a loss is not healed by the raise after it, and the set
 * becomes empty at every level. Argument: raises; 1000000000 is what the project promises.
 */
#define _GNU_SOURCE
#include "check.h"
#include "handler_table_pending.h"

#include <sched.h>

enum { RAISERS = 4, CONSUMERS = 2, INDEXES = 8, CAPACITY = 300001, PATIENCE = 20 };

/* Of one group, of two in one summary word, and of the next words at every level. */
static const size_t indexes[INDEXES] = {0, 1, 63, 64, 4096, 70000, 262144, 300000};
static HT_DEFINE(table, CAPACITY);
static HT_PENDING_DEFINE(set, CAPACITY);
static long raises;
static ht_word raised[INDEXES], seen[INDEXES], raisers_left = RAISERS, stop, lost;

static void see(size_t i)
{
    uintptr_t last = ht_word_load_relaxed(&raised[i]), before = ht_word_load_relaxed(&seen[i]);
    while (before < last) { /* another consumer may have handled a later one meanwhile */
        uintptr_t found = ht_word_compare_and_exchange_acq_rel(&seen[i], before, last);
        if (found == before)
            break;
        before = found;
    }
}

#define HANDLER(i)                                                                                 \
    static void handler_##i(void)                                                                  \
    {                                                                                              \
        see(i);                                                                                    \
    }
HANDLER(0)
HANDLER(1)
HANDLER(2)
HANDLER(3)
HANDLER(4)
HANDLER(5)
HANDLER(6)
HANDLER(7)
static const ht_handler handlers[INDEXES] = {handler_0, handler_1, handler_2, handler_3,
                                             handler_4, handler_5, handler_6, handler_7};

static bool waits_in_vain(size_t i, uintptr_t number)
{
    time_t begin = time(NULL);
    for (long spins = 0; ht_word_load_relaxed(&seen[i]) < number; spins++) {
        if (spins < 100)
            continue;
        sched_yield();
        if (spins % 1000 == 0 && time(NULL) > begin + PATIENCE)
            return true;
    }
    return false;
}

static void raise_all(size_t thread)
{
    uint32_t random = 12345 + (uint32_t)thread;
    uint32_t seldom = raises > 10000000 ? 2 : 64; /* of 4096 */
    for (long done = 0; done < raises / RAISERS && !ht_word_load_relaxed(&lost); done++) {
        random = random * 1103515245 + 12345;
        size_t i = random >> 16 & (INDEXES - 1);
        ht_word_add_relaxed(&raised[i], 1);
        uintptr_t number = ht_word_load_relaxed(&raised[i]);
        ht_raise(set, indexes[i]);
        if (random >> 20 < seldom && waits_in_vain(i, number))
            ht_word_store_relaxed(&lost, 1);
    }
}

static void mask_and_unmask(void)
{
    for (size_t i = 0; ht_word_load_relaxed(&raisers_left); i = (i + 1) % INDEXES) {
        ht_mask(set, indexes[i]);
        sched_yield();
        ht_unmask(set, indexes[i]);
    }
}

static void consume(size_t budget)
{
    for (;;) {
        uint32_t count = ht_wake_count(set);
        if (ht_word_load_relaxed(&stop))
            break;
        if (ht_wait(set, count, budget == 1 ? 1000000 : -1)) /* one also by time-outs */
            ht_handle_pending(table, set, budget);
    }
}

static void *work(void *number)
{
    size_t thread = (size_t)number;
    if (thread < RAISERS) {
        raise_all(thread);
        ht_word_add_relaxed(&raisers_left, (uintptr_t)-1);
    } else if (thread == RAISERS) {
        mask_and_unmask();
        for (size_t i = 0; i < INDEXES; i++)
            if (!ht_word_load_relaxed(&lost) && waits_in_vain(i, ht_word_load_relaxed(&raised[i])))
                ht_word_store_relaxed(&lost, 1);
        ht_word_store_relaxed(&stop, 1);
        ht_wake(set);
    } else {
        consume(thread == RAISERS + 1 ? 1 : SIZE_MAX);
    }
    return NULL;
}

int main(int argc, char **argv)
{
    plan(3);
    raises = size_of(argc, argv, 100000);
    for (size_t i = 0; i < INDEXES; i++)
        ht_register(table, indexes[i], handlers[i]);
    on_threads(RAISERS + 1 + CONSUMERS, work);
    check(ht_word_load_relaxed(&lost) == 0);
    check(!ht_wait(set, ht_wake_count(set), 0));
    uintptr_t all = 0;
    for (size_t i = 0; i < INDEXES; i++)
        all += ht_word_load_relaxed(&seen[i]);
    check(all == (uintptr_t)(raises / RAISERS * RAISERS));
    return finish();
}
