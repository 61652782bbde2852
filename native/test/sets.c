/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A set in a file is closed, also where the system has no memory left, or no addresses: what was at
 * its address is still there, and so a late raise writes nowhere else.
 */
#define _GNU_SOURCE
#include "../jni/sets.h"
#include "check.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { CAPACITY = 1 << 16 }; /* more than a page */

static enum { NOTHING, MEMORY, ADDRESSES } lacks;

void *__real_mmap(void *, size_t, int, int, int, off_t);
void *__real_mremap(void *, size_t, size_t, int, ...);
void *__wrap_mmap(void *where, size_t bytes, int protection, int flags, int file, off_t offset);
void *__wrap_mremap(void *old, size_t before, size_t bytes, int flags, ...);

/* As Linux before 6.12: it unmaps first, and asks for memory then. */
void *__wrap_mmap(void *where, size_t bytes, int protection, int flags, int file, off_t offset)
{
    if (lacks != MEMORY || !(flags & MAP_ANONYMOUS))
        return __real_mmap(where, bytes, protection, flags, file, offset);
    if (flags & MAP_FIXED)
        munmap(where, bytes);
    errno = ENOMEM;
    return MAP_FAILED;
}

void *__wrap_mremap(void *old, size_t before, size_t bytes, int flags, ...)
{
    va_list more;
    va_start(more, flags);
    void *to = flags & MREMAP_FIXED ? va_arg(more, void *) : NULL;
    va_end(more);
    if (lacks != ADDRESSES || before >= bytes)
        return __real_mremap(old, before, bytes, flags, to);
    errno = ENOMEM;
    return MAP_FAILED;
}

/* How often the file is mapped. */
static int mappings(const char *file)
{
    char line[4096];
    int count = 0;
    FILE *maps = fopen("/proc/self/maps", "r");
    while (maps && fgets(line, sizeof line, maps))
        count += strstr(line, file) != NULL;
    fclose(maps);
    return count;
}

/* 4 checks. */
static void closes_where_it_lacks(int what, int file_stays)
{
    char file[] = "/tmp/handler-table-test-XXXXXX", why[HT_SET_WHY];
    int made = mkstemp(file);
    if (made < 0 || close(made) || unlink(file))
        abort();
    struct ht_set *set = ht_set_map(file, CAPACITY, why);
    if (!set)
        abort();
    ht_pending *pending = set->pending;
    lacks = what;
    ht_set_give_back(set);
    ht_set_give_back(set); /* as when Java can't reach it any more */
    lacks = NOTHING;
    check(mappings(file) == file_stays);
    unsigned char in[2 * CAPACITY / 8 / 4096 + 2];
    check(mincore(pending, ht_pending_size(CAPACITY), in) == 0);
    check(ht_pending_capacity(pending) == (file_stays ? CAPACITY : 0));
    ht_pending_raise(pending, CAPACITY, CAPACITY - 1); /* late */
    check(ht_pending_look(pending, CAPACITY));
    ht_set_free(set);
    unlink(file);
}

int main(void)
{
    plan(3 * 4);
    closes_where_it_lacks(NOTHING, 0);
    closes_where_it_lacks(MEMORY, 1);
    closes_where_it_lacks(ADDRESSES, 1);
    return finish();
}
