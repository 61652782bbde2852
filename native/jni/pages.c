/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "pages.h"

#include <sys/mman.h>
#include <unistd.h>

void ht_pages_give_back(ht_word *words, size_t n)
{
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t start = ((uintptr_t)words + page - 1) / page * page;
    uintptr_t end = (uintptr_t)(words + n) / page * page;
    if (start >= end || madvise((void *)start, end - start, MADV_DONTNEED) == 0)
        return;
    for (ht_word *word = (ht_word *)start; word < (ht_word *)end; word++)
        ht_word_store_relaxed(word, 0);
}
