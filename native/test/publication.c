/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is written before ht_register is seen by the handler; what was done before ht_unregister, by
 * the next to register; and ht_replace does as both. All of it is plain data, so that
 * ThreadSanitizer finds a race where an order is missing. Argument: rounds.
 */
#include "check.h"
#include "handler_table.h"

#include <sched.h>

enum { EVENT, BATON, RUNNERS = 4 };

static HT_DEFINE(table, 2);
static long rounds;

static long message;       /* plain: written by the publisher, read by the handler */
static long events, wrong; /* of the handling thread alone */

static void on_event(void)
{
    wrong += message != ++events;
}

static void *publish_or_handle(void *number)
{
    for (long round = 1; round <= rounds; round++) {
        if (number == NULL) {
            message = round;
            ht_register(table, EVENT, on_event);
            while (ht_word_at(table, EVENT)) /* acquires from the other's ht_unregister */
                sched_yield();
        } else {
            while (!ht_handle(table, EVENT))
                sched_yield();
            ht_unregister(table, EVENT);
        }
    }
    return NULL;
}

static long baton; /* plain: of whoever has registered */

static void is_held(void)
{
}

static void *pass_the_baton(void *number)
{
    (void)number;
    for (long round = 0; round < rounds; round++) {
        while (!ht_register(table, BATON, is_held))
            sched_yield();
        baton++;
        ht_unregister(table, BATON);
    }
    return NULL;
}

static void is_free(void)
{
}

/* By ht_replace alone, in both directions. */
static void *pass_the_baton_by_replace(void *number)
{
    (void)number;
    for (long round = 0; round < rounds; round++) {
        while (ht_replace(table, BATON, is_held) != is_free)
            sched_yield();
        baton++;
        ht_replace(table, BATON, is_free);
    }
    return NULL;
}

static void *publish_or_handle_by_replace(void *number)
{
    for (long round = 1; round <= rounds; round++) {
        if (number == NULL) {
            message = round;
            ht_replace(table, EVENT, on_event);
            while (ht_word_at(table, EVENT) != (uintptr_t)is_free)
                sched_yield();
        } else {
            while (events < round) {
                sched_yield();
                ht_handle(table, EVENT);
            }
            ht_replace(table, EVENT, is_free);
        }
    }
    return NULL;
}

int main(int argc, char **argv)
{
    plan(6);
    rounds = size_of(argc, argv, 20000);
    on_threads(2, publish_or_handle);
    check(events == rounds);
    check(wrong == 0);
    on_threads(RUNNERS, pass_the_baton);
    check(baton == RUNNERS * rounds);

    events = wrong = baton = 0;
    ht_register(table, EVENT, is_free);
    on_threads(2, publish_or_handle_by_replace);
    check(events == rounds);
    check(wrong == 0);
    ht_register(table, BATON, is_free);
    on_threads(RUNNERS, pass_the_baton_by_replace);
    check(baton == RUNNERS * rounds);
    return finish();
}
