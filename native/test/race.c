/* SPDX-License-Identifier: Apache-2.0 */
/* Threads race for one slot: exactly one wins, in every round. Argument: how many rounds. */
#include "check.h"
#include "handler_table.h"

enum { THREADS = 4 };

static HT_DEFINE(table, 1);
static long rounds;
static pthread_barrier_t start, end;
static ht_word winners, takers, rounds_with_one_winner, rounds_with_one_taker;

static void handler(void)
{
}

static void *compete(void *number)
{
    for (long round = 0; round < rounds; round++) {
        pthread_barrier_wait(&start);
        if (ht_register(table, 0, handler))
            ht_word_add_relaxed(&winners, 1);
        pthread_barrier_wait(&end);
        if (ht_unregister(table, 0))
            ht_word_add_relaxed(&takers, 1);
        pthread_barrier_wait(&end);
        if (number == NULL) {
            ht_word_add_relaxed(&rounds_with_one_winner, ht_word_load_relaxed(&winners) == 1);
            ht_word_add_relaxed(&rounds_with_one_taker, ht_word_load_relaxed(&takers) == 1);
            ht_word_store_relaxed(&winners, 0);
            ht_word_store_relaxed(&takers, 0);
        }
    }
    return NULL;
}

int main(int argc, char **argv)
{
    plan(2);
    rounds = size_of(argc, argv, 5000);
    pthread_barrier_init(&start, NULL, THREADS);
    pthread_barrier_init(&end, NULL, THREADS);
    on_threads(THREADS, compete);
    check(ht_word_load_relaxed(&rounds_with_one_winner) == (uintptr_t)rounds);
    check(ht_word_load_relaxed(&rounds_with_one_taker) == (uintptr_t)rounds);
    return finish();
}
