/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Raisers: each raises its index alone; they are called, also by a signal, while their sets end,
 * and for ever after; what ended goes back, and no address is used again. Argument: how many sets.
 */
#define _GNU_SOURCE
#include "../jni/raisers.h"
#include "../jni/sets.h"
#include "check.h"

#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { CAPACITY = 130, CALLERS = 3 };

static long sets;
static ht_word current; /* the raiser that the callers call; 0: they end */
static ht_word calls;

static void call(uintptr_t raiser)
{
    ((ht_handler)raiser)();
}

static void *make_end_and_call(void *number)
{
    if ((size_t)number > 0) {
        uintptr_t raiser;
        while ((raiser = ht_word_load_acquire(&current))) {
            call(raiser);
            ht_word_add_relaxed(&calls, 1);
        }
        return NULL;
    }
    while (ht_word_load_relaxed(&calls) == 0)
        sched_yield();
    for (long i = 0; i < sets; i++) {
        struct ht_set *set = ht_set_create(CAPACITY);
        uintptr_t raiser;
        if (!set || ht_set_raiser(set, (uint32_t)i % CAPACITY, &raiser))
            abort();
        ht_word_store_release(&current, raiser);
        for (int spins = 0; spins < 100; spins++)
            call(raiser);
        ht_set_end_raisers(set);
        ht_set_give_back(set);
        ht_set_free(set);
    }
    ht_word_store_release(&current, 0);
    return NULL;
}

/* Each index of a set by its own raiser, and nothing else. */
static bool raise_their_own(struct ht_set *set, uintptr_t *raisers)
{
    bool good = true;
    for (uint32_t i = 0; i < CAPACITY; i++)
        good &= !ht_set_raiser(set, i, &raisers[i]);
    for (uint32_t i = 0; good && i < CAPACITY; i++) {
        const void *of = NULL;
        uint32_t index = 0;
        good &= ht_raiser_means(raisers[i], &of, &index) && of == set->pending && index == i;
        good &= !ht_raiser_means(raisers[i] + 1, &of, &index);
        call(raisers[i]);
        for (uint32_t j = 0; j < CAPACITY; j++)
            good &= ht_is_pending(set->pending, j) == (j <= i);
    }
    return good;
}

/* A signal handler as it is; errno is kept. */
static bool handles_signal(struct ht_set *set)
{
    uintptr_t raiser;
    if (ht_set_raiser(set, 7, &raiser))
        return false;
    struct sigaction action = {.sa_handler = (void (*)(int))raiser};
    if (sigaction(SIGUSR1, &action, NULL) != 0)
        return false;
    errno = ELOOP;
    bool sent = raise(SIGUSR1) == 0;
    return sent && errno == ELOOP && ht_is_pending(set->pending, 7);
}

static bool is_resident(uintptr_t address)
{
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    unsigned char in = 0;
    if (mincore((void *)(address / page * page), 1, &in) != 0)
        abort();
    return in & 1;
}

/* Pages of a chunk's data that only ended raisers have take no memory; the first one stays. */
static bool gives_back_data(void)
{
    struct ht_set *set = ht_set_create(1);
    uintptr_t first, raiser = 0;
    size_t in_page = (size_t)sysconf(_SC_PAGESIZE) / HT_STUB_SIZE;
    if (!set || ht_set_raiser(set, 0, &first))
        return false;
    for (size_t i = 0; i < 2 * in_page; i++)
        if (ht_set_raiser(set, 0, &raiser))
            return false;
    uintptr_t middle = raiser - in_page * HT_STUB_SIZE + HT_CHUNK_CODE;
    if (in_page == HT_CHUNK_NUMBERS) /* 64 KiB: each is the first of its chunk */
        return true;
    bool before = is_resident(middle);
    ht_set_free(set);
    call(first);
    call(raiser);
    return before && !is_resident(middle);
}

int main(int argc, char **argv)
{
    plan(7);
    sets = size_of(argc, argv, 5000); /* more than a chunk has raisers */
    ht_stubs_load();
    struct ht_set *set = ht_set_create(CAPACITY);
    uintptr_t raisers[CAPACITY];
    check(raise_their_own(set, raisers));
    check(handles_signal(set));
    ht_pending *pending = set->pending;
    ht_set_free(set);
    for (int i = 0; i < CAPACITY; i++)
        call(raisers[i]);
    check(!ht_is_pending(pending, 0) && ht_pending_capacity(pending) == 0);
    const void *of = pending;
    uint32_t index;
    check(ht_raiser_means(raisers[0], &of, &index) && of == NULL);
    check(gives_back_data());
    ht_word_store_relaxed(&current, raisers[0]); /* else the callers would end at once */
    on_threads(1 + CALLERS, make_end_and_call);
    check(ht_raisers.mapped >= 1 + (sets - CAPACITY) / HT_CHUNK_STUBS);
    set = ht_set_create(1);
    uintptr_t next = 0;
    check(!ht_set_raiser(set, 0, &next) && next > raisers[CAPACITY - 1]);
    ht_set_free(set);
    return finish();
}
