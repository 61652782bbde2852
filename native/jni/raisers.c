/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Also what comes from headers below: a raiser leaves the vector registers alone. */
#if defined(__GNUC__) && !defined(__clang__) && !defined(__riscv)
#pragma GCC target("general-regs-only")
#endif
#include "pages.h"
#include "raisers.h"

/* At a raiser's place in the data of its chunk. Its place 0 has what the trampolines read. */
struct raiser {
    ht_word set; /* NULL: ended; written last, and then only once more */
    ht_word
        what; /* the index, and above it the capacity that was checked when the set was opened */
};
enum { WHAT_CAPACITY = 32 };
static_assert(sizeof(struct raiser) == HT_STUB_SIZE, "as many bytes of data as of code");

struct ht_chunks ht_raisers;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* for what follows, and to map chunks */
static int32_t next;                                     /* the number to be used next; 0: none */

static struct raiser *raiser(int32_t number)
{
    uintptr_t chunk = (uint32_t)number / HT_CHUNK_NUMBERS;
    uintptr_t place = (uint32_t)number % HT_CHUNK_NUMBERS;
    return (struct raiser *)(ht_raisers.first + chunk * HT_CHUNK_STRIDE + HT_CHUNK_CODE) + place;
}

uintptr_t ht_raiser_at(int32_t number)
{
    return (uintptr_t)raiser(number) - HT_CHUNK_CODE;
}

/*
 * The dispatcher of these chunks. It reads `set` first: if `ht_raisers_end` gives the page back
 * between the two loads, the other one is 0, and index 0 is not within capacity 0.
 */
static void raise(int32_t number)
{
    struct raiser *called = raiser(number);
    /* Pairs with the release in ht_raiser_make, if some thread calls what it was not handed. */
    ht_pending *set = (ht_pending *)ht_word_load_acquire(&called->set);
    uintptr_t what = ht_word_load_relaxed(&called->what);
    if (set)
        ht_pending_raise(set, what >> WHAT_CAPACITY, (uint32_t)what);
}

/* Makes sure that `next` is one. */
static const char *map_more(void)
{
    if (next % HT_CHUNK_NUMBERS != 0)
        return NULL;
    const char *why_not = ht_raisers.first ? NULL : ht_chunks_reserve(&ht_raisers);
    int32_t chunk = ht_raisers.mapped;
    if (!why_not)
        why_not = ht_chunks_map(&ht_raisers, chunk, raise);
    if (why_not)
        return why_not;
    if (mprotect(ht_chunk_data(&ht_raisers, chunk), HT_CHUNK_CODE, PROT_READ | PROT_WRITE) != 0) {
        ht_raisers.mapped--;
        return strerror(errno);
    }
    next = chunk * HT_CHUNK_NUMBERS + HT_FIRST_PLACE;
    return NULL;
}

const char *ht_raiser_make(ht_pending *set, size_t capacity, uint32_t index, int32_t *number)
{
    pthread_mutex_lock(&lock);
    const char *why_not = map_more();
    if (!why_not) {
        *number = next++;
        struct raiser *made = raiser(*number);
        ht_word_store_relaxed(&made->what, capacity << WHAT_CAPACITY | index);
        ht_word_store_release(&made->set, (uintptr_t)set);
    }
    pthread_mutex_unlock(&lock);
    return why_not;
}

/* How many raisers have their data on one page. */
static int32_t page_raisers(void)
{
    return (int32_t)((size_t)sysconf(_SC_PAGESIZE) / sizeof(struct raiser));
}

/* Gives back the page of a raiser's data, if it is full, and all raisers there have been ended. */
static void give_back_page(int32_t number)
{
    int32_t n = page_raisers();
    int32_t first = number / n * n;
    if (first % HT_CHUNK_NUMBERS == 0 || first + n > next)
        return; /* the chunk's first page has what trampolines read */
    for (int32_t i = 0; i < n; i++)
        if (ht_word_load_relaxed(&raiser(first + i)->set))
            return;
    ht_pages_give_back(&raiser(first)->set, sizeof(struct raiser) / sizeof(ht_word) * (size_t)n);
}

void ht_raisers_end(const int32_t *numbers, size_t n)
{
    for (size_t i = 0; i < n; i++)
        ht_word_store_relaxed(&raiser(numbers[i])->set, 0);
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < n; i++)
        if (i + 1 == n || numbers[i + 1] / page_raisers() != numbers[i] / page_raisers())
            give_back_page(numbers[i]);
    pthread_mutex_unlock(&lock);
}

bool ht_raiser_means(uintptr_t address, const void **set, uint32_t *index)
{
    pthread_mutex_lock(&lock);
    uintptr_t offset = address - ht_raisers.first;
    int32_t number = (int32_t)(offset / HT_CHUNK_STRIDE * HT_CHUNK_NUMBERS +
                               offset % HT_CHUNK_STRIDE / HT_STUB_SIZE);
    bool is_raiser = offset < ht_raisers.span && offset % HT_STUB_SIZE == 0 &&
                     offset % HT_CHUNK_STRIDE < HT_CHUNK_CODE &&
                     number % HT_CHUNK_NUMBERS >= HT_FIRST_PLACE && number < next;
    if (is_raiser) {
        *set = (const void *)ht_word_load_relaxed(&raiser(number)->set);
        *index = (uint32_t)ht_word_load_relaxed(&raiser(number)->what);
    }
    pthread_mutex_unlock(&lock);
    return is_raiser;
}
