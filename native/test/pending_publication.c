/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What was written before a raise is seen by the handler, also by one whose index was pending
 * already; and what was written before ht_wake, by whoever it ends the wait of. The data is plain
 * memory: under ThreadSanitizer a missing order is a data race. Argument: how many rounds.
 */
#include "check.h"
#include "handler_table_pending.h"

#include <sched.h>

enum { RAISERS = 3 };

static HT_DEFINE(table, 1);
static HT_PENDING_DEFINE(set, 1);
static long rounds, reason;
static long (
    *data)[RAISERS]; /* of each round, as nothing orders the next one's writes behind the reads */
static ht_word turn, wrong, handled, woken; /* relaxed, so that they order nothing */

static void wait_for_turn(uintptr_t mine)
{
    while (ht_word_load_relaxed(&turn) != mine)
        sched_yield();
}

static void on_event(void)
{
    const long *written = data[ht_word_load_relaxed(&handled)];
    for (int i = 0; i < RAISERS; i++)
        if (written[i] != 1)
            ht_word_add_relaxed(&wrong, 1);
    ht_word_add_relaxed(&handled, 1);
}

/* All but one raise, one after the other; that one handles them as one. */
static void *take_turns(void *number)
{
    uintptr_t thread = (uintptr_t)number;
    for (long round = 0; round < rounds; round++) {
        wait_for_turn((uintptr_t)round * (RAISERS + 1) + thread);
        if (thread < RAISERS) {
            data[round][thread] = 1;
            ht_raise(set, 0);
        } else {
            ht_handle_pending(table, set, 1);
        }
        ht_word_add_relaxed(&turn, 1);
    }
    return NULL;
}

static void *wait_or_wake(void *number)
{
    if (number) {
        wait_for_turn(1);
        reason = 42;
        ht_wake(set);
        return NULL;
    }
    uint32_t count = ht_wake_count(set);
    ht_word_store_relaxed(&turn, 1);
    bool pending = ht_wait(set, count, -1);
    ht_word_add_relaxed(&woken, !pending && reason == 42);
    return NULL;
}

int main(int argc, char **argv)
{
    plan(3);
    rounds = size_of(argc, argv, 300);
    data = calloc((size_t)rounds, sizeof *data);
    ht_register(table, 0, on_event);
    on_threads(RAISERS + 1, take_turns);
    check(ht_word_load_relaxed(&handled) == (uintptr_t)rounds);
    check(ht_word_load_relaxed(&wrong) == 0);
    ht_word_store_relaxed(&turn, 0);
    on_threads(2, wait_or_wake);
    check(ht_word_load_relaxed(&woken) == 1);
    free(data);
    return finish();
}
