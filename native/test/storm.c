/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Registrars, replacers, takers and callers on the same few slots: what is taken out of a slot was
 * put in there exactly once, and a call runs a handler of that slot. Argument: registrations;
 * 1000000 is what the project promises.
 */
#include "check.h"
#include "handler_table.h"

#include <string.h>

enum { REGISTRARS = 2, CALLERS = 4, SLOTS = 3, KINDS = 3 };

static HT_DEFINE(table, SLOTS);
static long registrations;
static pthread_barrier_t start;
static ht_word put[SLOTS][KINDS], taken[SLOTS][KINDS];
static ht_word registrars_left = REGISTRARS;
static ht_word handled, runs, wrong_runs, strangers;
static _Thread_local size_t firing; /* the slot that this thread handles */

/* Handler `kind` of slot `slot`. */
#define HANDLER(slot, kind)                                                                        \
    static void handler_##slot##_##kind(void)                                                      \
    {                                                                                              \
        ht_word_add_relaxed(&runs, 1);                                                             \
        if (firing != slot)                                                                        \
            ht_word_add_relaxed(&wrong_runs, 1);                                                   \
    }
HANDLER(0, 0)
HANDLER(0, 1)
HANDLER(0, 2)
HANDLER(1, 0)
HANDLER(1, 1)
HANDLER(1, 2)
HANDLER(2, 0)
HANDLER(2, 1)
HANDLER(2, 2)

static const ht_handler handlers[SLOTS][KINDS] = {
    {handler_0_0, handler_0_1, handler_0_2},
    {handler_1_0, handler_1_1, handler_1_2},
    {handler_2_0, handler_2_1, handler_2_2},
};

static void count_taken(size_t slot, ht_handler handler)
{
    if (!handler)
        return;
    for (size_t kind = 0; kind < KINDS; kind++)
        if (handler == handlers[slot][kind]) {
            ht_word_add_relaxed(&taken[slot][kind], 1);
            return;
        }
    ht_word_add_relaxed(&strangers, 1);
}

static void take(size_t slot)
{
    count_taken(slot, ht_unregister(table, slot));
}

/* Every fourth time by ht_replace, which always succeeds. */
static bool put_in(size_t slot, ht_handler handler, bool replace)
{
    if (!replace)
        return ht_register(table, slot, handler);
    count_taken(slot, ht_replace(table, slot, handler));
    return true;
}

static void *work(void *number)
{
    size_t thread = (size_t)number;
    pthread_barrier_wait(&start);
    if (thread >= REGISTRARS) {
        for (size_t i = thread; ht_word_load_relaxed(&registrars_left); i++) {
            firing = i % SLOTS;
            ht_word_add_relaxed(&handled, ht_handle(table, firing));
        }
        return NULL;
    }
    for (long done = 0; done < registrations / REGISTRARS;) {
        size_t slot = (size_t)done % SLOTS;
        size_t kind = ((size_t)done / SLOTS + thread) % KINDS;
        bool replace = done % 4 == 0;
        if (put_in(slot, handlers[slot][kind], replace)) {
            ht_word_add_relaxed(&put[slot][kind], 1);
            done++;
        }
        if (!replace)
            take(slot);
    }
    ht_word_add_relaxed(&registrars_left, (uintptr_t)-1);
    return NULL;
}

int main(int argc, char **argv)
{
    plan(5);
    registrations = size_of(argc, argv, 50000);
    pthread_barrier_init(&start, NULL, REGISTRARS + CALLERS);
    on_threads(REGISTRARS + CALLERS, work);
    for (size_t slot = 0; slot < SLOTS; slot++)
        take(slot);
    uintptr_t all = 0;
    for (size_t slot = 0; slot < SLOTS; slot++)
        for (size_t kind = 0; kind < KINDS; kind++)
            all += ht_word_load_relaxed(&put[slot][kind]);
    check(all == (uintptr_t)(registrations / REGISTRARS * REGISTRARS));
    check(memcmp((void *)put, (void *)taken, sizeof put) == 0);
    check(ht_word_load_relaxed(&strangers) == 0);
    check(ht_word_load_relaxed(&handled) == ht_word_load_relaxed(&runs));
    check(ht_word_load_relaxed(&wrong_runs) == 0);
    return finish();
}
