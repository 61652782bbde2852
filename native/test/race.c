/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Threads race for one slot: exactly one wins, in every round, whether they register or replace;
 * and while one has it, no other gets it. Argument: how many rounds.
 */
#include "check.h"
#include "handler_table.h"

#include <sched.h>

enum { THREADS = 3 };

static HT_DEFINE(table, 1);
static long rounds;
static ht_word arrived;
static ht_word winners, takers, rounds_with_one_winner, rounds_with_one_taker;
static ht_word owners, shared;

static void handler(void)
{
}

/* A barrier whose threads spin: threads that sleep would start one after the other. */
static void meet(uintptr_t *meetings)
{
    ht_word_add_relaxed(&arrived, 1);
    *meetings += THREADS;
    for (int spins = 0; ht_word_load_relaxed(&arrived) < *meetings; spins++)
        if (spins > 1000)
            sched_yield();
}

static void *compete(void *number)
{
    uintptr_t meetings = 0;
    for (long round = 0; round < rounds; round++) {
        meet(&meetings);
        if (round % 2 ? !ht_replace(table, 0, handler) : ht_register(table, 0, handler))
            ht_word_add_relaxed(&winners, 1);
        meet(&meetings);
        if (ht_unregister(table, 0))
            ht_word_add_relaxed(&takers, 1);
        meet(&meetings);
        if (number == NULL) {
            ht_word_add_relaxed(&rounds_with_one_winner, ht_word_load_relaxed(&winners) == 1);
            ht_word_add_relaxed(&rounds_with_one_taker, ht_word_load_relaxed(&takers) == 1);
            ht_word_store_relaxed(&winners, 0);
            ht_word_store_relaxed(&takers, 0);
        }
    }
    return NULL;
}

static void *own_it(void *number)
{
    (void)number;
    for (long round = 0; round < 10 * rounds;) {
        if (!ht_register(table, 0, handler))
            continue;
        ht_word_add_relaxed(&owners, 1);
        ht_word_add_relaxed(&shared, ht_word_load_relaxed(&owners) != 1);
        ht_word_add_relaxed(&owners, (uintptr_t)-1);
        ht_unregister(table, 0);
        round++;
    }
    return NULL;
}

int main(int argc, char **argv)
{
    plan(3);
    rounds = size_of(argc, argv, 5000);
    on_threads(THREADS, compete);
    check(ht_word_load_relaxed(&rounds_with_one_winner) == (uintptr_t)rounds);
    check(ht_word_load_relaxed(&rounds_with_one_taker) == (uintptr_t)rounds);
    on_threads(THREADS, own_it);
    check(ht_word_load_relaxed(&shared) == 0);
    return finish();
}
