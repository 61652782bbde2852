/* SPDX-License-Identifier: Apache-2.0 */
/* What is given back of some words: the whole pages among them, and nothing else. */
#define _GNU_SOURCE
#include "../jni/pages.c"

#include "check.h"

#include <string.h>

enum { PAGES = 6, WORD = sizeof(ht_word) };

static size_t page;
static char *memory;

static size_t resident(void)
{
    unsigned char in[PAGES];
    size_t count = 0;
    if (mincore(memory, PAGES * page, in) != 0)
        abort();
    for (size_t i = 0; i < PAGES; i++)
        count += in[i] & 1;
    return count;
}

/* How many bytes are as they were written. */
static size_t kept(void)
{
    size_t count = 0;
    for (size_t i = 0; i < PAGES * page; i++)
        count += memory[i] == 1;
    return count;
}

static void give_back(size_t start, size_t end)
{
    memset(memory, 1, PAGES * page);
    ht_pages_give_back((ht_word *)(uintptr_t)(memory + start), (end - start) / WORD);
}

int main(void)
{
    plan(12);
    page = (size_t)sysconf(_SC_PAGESIZE);
    memory = mmap(NULL, PAGES * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    check(memory != MAP_FAILED);

    give_back(page, 5 * page); /* whole pages */
    check(resident() == 2);
    check(kept() == 2 * page);

    give_back(page - WORD, 5 * page + WORD); /* a word more at either end */
    check(resident() == 2);
    check(kept() == 2 * page);

    give_back(page + WORD, 5 * page - WORD); /* a word less */
    check(resident() == 4);
    check(kept() == 4 * page);

    give_back(page + WORD, 3 * page - WORD); /* none is whole */
    check(kept() == PAGES * page);
    give_back(page + WORD, page + WORD); /* no words */
    check(kept() == PAGES * page);

    check(mlock(memory + 2 * page, page) == 0);
    give_back(page - WORD, 5 * page + WORD);
    check(memory[2 * page] == 0 && memory[3 * page - 1] == 0);
    check(kept() == 2 * page);
    return finish();
}
