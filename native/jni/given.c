/* SPDX-License-Identifier: Apache-2.0 */
#include "given.h"

ht_word ht_given_last;

void ht_given_again(struct ht_given *given)
{
    /* Releases to ht_given_take. That takes the whole list, so there is no ABA. */
    do {
        given->next = ht_word_load_relaxed(&ht_given_last);
    } while (!ht_word_compare_and_set_acq_rel(&ht_given_last, given->next, (uintptr_t)given));
}

void ht_given_put(ht_table *table, ht_handler handler)
{
    struct ht_given *given = malloc(sizeof *given);
    if (!given)
        return;
    given->table = (uintptr_t)table;
    given->handler = (uintptr_t)handler;
    ht_given_again(given);
}

uintptr_t ht_given_take(void)
{
    /* Acquires from every put since the last take: all of them are read-modify-writes. */
    return ht_word_exchange_acq_rel(&ht_given_last, 0);
}
