/* SPDX-License-Identifier: Apache-2.0 */
#define _DEFAULT_SOURCE
#include "stubs.h"

#include <assert.h>
#include <stddef.h>
#include <sys/mman.h>

/* trampolines.S. A function, so that nobody is tempted to write to it. */
void ht_stub_text(void);

struct data {
    int32_t first;
    ht_dispatcher dispatcher;
};
static_assert(offsetof(struct data, first) == HT_DATA_FIRST, "as trampolines.S reads it");
static_assert(offsetof(struct data, dispatcher) == HT_DATA_DISPATCH, "as trampolines.S reads it");

uintptr_t ht_stubs_map_first(ht_dispatcher dispatcher)
{
    uintptr_t code = (uintptr_t)ht_stub_text;
    /* Over the room that the library's own text leaves for it. */
    struct data *data = mmap((void *)(code + HT_CHUNK_CODE), sizeof *data, PROT_READ | PROT_WRITE,
                             MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    if (data == MAP_FAILED)
        return 0;
    *data = (struct data){0, dispatcher};
    /* Nothing will change it: a stray write, or an attacker's, now traps. */
    return mprotect(data, sizeof *data, PROT_READ) == 0 ? code : 0;
}
