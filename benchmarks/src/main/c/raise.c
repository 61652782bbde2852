/* SPDX-License-Identifier: Apache-2.0 */
#include "raise.h"

/* A file of its own, so that all are called in the same way and none is inlined into a loop. */

bool ht_bench_raise(ht_pending *set, size_t index)
{
    return ht_raise(set, index);
}

/* The least that sets the bit: a `lock or`. */
bool ht_bench_or(ht_pending *set, size_t index)
{
    ht_bits_or_seq_cst(&ht_pending_group(set, index / 64)->pending, ht_pending_index_bit(index));
    return true;
}

static inline void fetch_or_many(ht_pending *set, size_t index, int n)
{
    for (int i = 0; i < n; i++)
        ht_bits_or_seq_cst(&ht_pending_group(set, index / 64 + 4 * (size_t)i)->pending, 1);
}

/* As many of these as a raise may have where nothing is pending: D + 3, D being the levels. */

bool ht_bench_or_4(ht_pending *set, size_t index)
{
    fetch_or_many(set, index, 4);
    return true;
}

bool ht_bench_or_6(ht_pending *set, size_t index)
{
    fetch_or_many(set, index, 6);
    return true;
}
