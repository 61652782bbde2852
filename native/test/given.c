/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Many give back while two take: every pointer that was given comes out exactly once, with its
 * table. What is in the list is plain data, for ThreadSanitizer. Argument: how many each one gives.
 */
#include "../jni/given.h"
#include "check.h"

#include <sched.h>

enum { GIVERS = 4, TAKERS = 2 };

static long each;
static unsigned char *seen[GIVERS], *again[GIVERS]; /* plain: of the one that takes it */
static ht_word taken, takes, strangers;
static ht_word givers_left = GIVERS;
static bool no_memory;

/* The linker makes malloc in given.c call it: --wrap. */
void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);

void *__wrap_malloc(size_t size)
{
    return no_memory ? NULL : __real_malloc(size);
}

static void take(void)
{
    uintptr_t last = ht_given_take();
    ht_word_add_relaxed(&takes, last != 0);
    for (uintptr_t next = last; next;) {
        struct ht_given *given = (struct ht_given *)next;
        next = given->next;
        bool expected = given->table < GIVERS && given->handler < (uintptr_t)each;
        if (expected && given->handler % 7 == 0 && !(again[given->table][given->handler]++)) {
            ht_given_again(given); /* to come out once more */
            continue;
        }
        if (expected)
            seen[given->table][given->handler]++;
        else
            ht_word_add_relaxed(&strangers, 1);
        ht_word_add_relaxed(&taken, 1);
        free(given);
    }
}

static void *give_or_take(void *number)
{
    if ((size_t)number >= GIVERS) {
        while (ht_word_load_relaxed(&givers_left))
            take();
        return NULL;
    }
    for (long i = 0; i < each; i++) {
        ht_given_put(number, (ht_handler)(uintptr_t)i);
        while (i % 256 == 0 && ht_word_load_relaxed(&ht_given_last))
            sched_yield(); /* or all might be given before the first is taken */
    }
    ht_word_add_relaxed(&givers_left, (uintptr_t)-1);
    return NULL;
}

int main(int argc, char **argv)
{
    plan(7);
    each = size_of(argc, argv, 10000);
    check(ht_given_take() == 0);
    no_memory = true;
    ht_given_put(NULL, NULL);
    no_memory = false;
    check(ht_word_load_relaxed(&ht_given_last) == 0);

    for (int giver = 0; giver < GIVERS; giver++) {
        seen[giver] = calloc((size_t)each, 1);
        again[giver] = calloc((size_t)each, 1);
    }
    on_threads(GIVERS + TAKERS, give_or_take);
    while (ht_word_load_relaxed(&ht_given_last))
        take();
    check(ht_word_load_relaxed(&ht_given_last) == 0);
    check(ht_word_load_relaxed(&taken) == (uintptr_t)(GIVERS * each));
    check(ht_word_load_relaxed(&takes) > (uintptr_t)each / 256);
    check(ht_word_load_relaxed(&strangers) == 0);
    long once = 0;
    for (int giver = 0; giver < GIVERS; giver++) {
        for (long i = 0; i < each; i++)
            once += seen[giver][i] == 1;
        free(seen[giver]);
    }
    check(once == GIVERS * each);
    return finish();
}
