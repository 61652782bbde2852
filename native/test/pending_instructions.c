/* SPDX-License-Identifier: Apache-2.0 */
/* Compiled to assembly, to look at what the orders of a pending set became. */
#include "handler_table_pending.h"

bool do_raise(ht_pending *set, size_t index);
uint64_t do_take(ht_pending *set, uint64_t bits);
void do_clear(ht_pending *set, uint64_t bits);
bool do_change_top(ht_pending *set, uint32_t seen);
uint64_t do_look(ht_pending *set);

bool do_raise(ht_pending *set, size_t index)
{
    return ht_pending_raise(set, 64, index);
}

uint64_t do_take(ht_pending *set, uint64_t bits)
{
    return ht_bits_and_acquire(&set->root, bits);
}

void do_clear(ht_pending *set, uint64_t bits)
{
    ht_bits_and_seq_cst(&set->root, bits);
}

bool do_change_top(ht_pending *set, uint32_t seen)
{
    return ht_half_compare_and_set_seq_cst(&set->top, &seen, 7);
}

uint64_t do_look(ht_pending *set)
{
    return ht_bits_load_seq_cst(&set->root);
}
