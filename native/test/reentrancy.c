/* SPDX-License-Identifier: Apache-2.0 */
/* A handler may do anything to its own table. */
#include "check.h"
#include "handler_table.h"

static HT_DEFINE(table, 4);
static int once, chained, handed_over, replaced;

static void unregisters_itself(void)
{
    once++;
    ht_unregister(table, 0);
}

static void ends_the_chain(void)
{
    chained++;
}

static void registers_and_handles_another(void)
{
    if (ht_register(table, 2, ends_the_chain))
        ht_handle(table, 2);
}

static void is_the_next(void)
{
    handed_over++;
}

static void hands_its_slot_over(void)
{
    ht_unregister(table, 3);
    ht_register(table, 3, is_the_next);
    ht_handle(table, 3);
}

static void replaces_itself(void)
{
    replaced++;
    if (ht_replace(table, 3, is_the_next) == replaces_itself)
        ht_handle(table, 3);
}

static int depth;

static void handles_itself(void)
{
    if (++depth < 100)
        ht_handle(table, 1);
}

static void empties_the_next_slot(void)
{
    ht_unregister(table, 1);
}

int main(void)
{
    plan(14);
    check(ht_register(table, 0, unregisters_itself));
    check(ht_handle(table, 0) && once == 1);
    check(!ht_handle(table, 0) && once == 1);

    check(ht_register(table, 1, registers_and_handles_another));
    check(ht_handle(table, 1) && chained == 1);
    check(ht_unregister(table, 1) == registers_and_handles_another);

    check(ht_register(table, 3, hands_its_slot_over));
    check(ht_handle(table, 3) && handed_over == 1);
    check(ht_unregister(table, 3) == is_the_next);

    check(ht_register(table, 3, replaces_itself));
    check(ht_handle(table, 3) && replaced == 1 && handed_over == 2);
    check(ht_unregister(table, 3) == is_the_next);

    ht_register(table, 1, handles_itself);
    check(ht_handle(table, 1) && depth == 100);

    /* What a handler does to a later slot counts in the same ht_handle_all. */
    const uint32_t indexes[] = {0, 1};
    ht_register(table, 0, empties_the_next_slot);
    check(ht_handle_all(table, indexes, 2) == 1 && depth == 100);
    return finish();
}
