/* SPDX-License-Identifier: Apache-2.0 */
/* What every operation answers, at every edge of every kind of table. */
#include "check.h"
#include "handler_table.h"

enum { CAPACITY = 9 }; /* one slot more than a cache line holds */

HT_DEFINE(shared_table, CAPACITY);
static HT_DEFINE(file_table, CAPACITY);
static HT_DEFINE(empty_table, 0);

static int calls_a, calls_b;

static void a(void)
{
    calls_a++;
}

static void b(void)
{
    calls_b++;
}

/* 14 checks. */
static void answers_within_bounds(ht_table *table, size_t index)
{
    calls_a = calls_b = 0;
    check(!ht_handle(table, index));
    check(ht_unregister(table, index) == NULL);
    check(ht_register(table, index, a) && ht_slots(table)[index] == (uintptr_t)a);
    check(!ht_register(table, index, b));
    check(!ht_register(table, index, a));
    check(ht_handle(table, index) && calls_a == 1 && calls_b == 0);
    check(ht_unregister(table, index) == a && ht_slots(table)[index] == 0);
    check(!ht_handle(table, index) && calls_a == 1);
    check(ht_register(table, index, b) && ht_handle(table, index) && calls_b == 1);
    check(ht_replace(table, index, NULL) == NULL && ht_slots(table)[index] == (uintptr_t)b);
    check(ht_replace(table, index, b) == b);
    check(ht_replace(table, index, a) == b && ht_handle(table, index) && calls_a == 2);
    check(ht_unregister(table, index) == a);
    check(ht_replace(table, index, b) == NULL && ht_unregister(table, index) == b);
}

/* 5 checks. */
static void refuses_out_of_bounds(ht_table *table, size_t index)
{
    calls_a = 0;
    check(!ht_register(table, index, a));
    check(!ht_handle(table, index) && calls_a == 0);
    check(ht_unregister(table, index) == NULL);
    check(ht_replace(table, index, a) == NULL);
    check(ht_replace(table, index, a) == NULL); /* the first one has left nothing there */
}

/* 3 * 5 checks. */
static void refuses_beyond(ht_table *table)
{
    refuses_out_of_bounds(table, ht_capacity(table));
    refuses_out_of_bounds(table, SIZE_MAX / sizeof(uintptr_t) + 1); /* wraps to slot 0 */
    refuses_out_of_bounds(table, SIZE_MAX);
}

/* 3 * 14 + 15 + 3 checks. */
static void keeps_the_contract(ht_table *table)
{
    answers_within_bounds(table, 0);
    answers_within_bounds(table, CAPACITY / 2);
    answers_within_bounds(table, CAPACITY - 1);
    refuses_beyond(table);
    check(ht_capacity(table) == CAPACITY);
    check(!ht_register(table, 0, NULL));
    check((uintptr_t)ht_slots(table) % HT_CACHE_LINE == 0);
}

static char order[8];
static size_t length;

static void put_x(void)
{
    order[length++] = 'x';
}

static void put_y(void)
{
    order[length++] = 'y';
}

/* 3 checks. */
static void handles_all_in_order(void)
{
    ht_table *table = ht_create(CAPACITY);
    ht_register(table, 0, put_x);
    ht_register(table, CAPACITY - 1, put_y);
    const uint32_t indexes[] = {CAPACITY - 1, 0, 4, UINT32_MAX, CAPACITY, 0, CAPACITY - 1};
    check(ht_handle_all(table, indexes, 7) == 4);
    check(length == 4 && order[0] == 'y' && order[1] == 'x' && order[2] == 'x' && order[3] == 'y');
    check(ht_handle_all(table, NULL, 0) == 0);
    ht_destroy(table);
}

/* 5 checks. */
static void refuses_what_cannot_be_addressed(void)
{
    check(ht_create(SIZE_MAX) == NULL);
    check(ht_create(SIZE_MAX / sizeof(uintptr_t)) == NULL);
    check(ht_create(PTRDIFF_MAX / sizeof(uintptr_t)) == NULL);
    check(ht_create(PTRDIFF_MAX / sizeof(uintptr_t) - 2 * HT_LINE_WORDS) == NULL);
    check(ht_create((size_t)1 << (sizeof(size_t) * 8 - 3)) == NULL); /* its bytes are 0 mod 2^n */
}

static ht_table *given_to;
static ht_handler given;
static int gifts;

static void take_gift(ht_table *table, ht_handler handler)
{
    given_to = table;
    given = handler;
    gifts++;
}

static bool gives(ht_table *table, uintptr_t word)
{
    int before = gifts;
    ht_give_back(table, (ht_handler)word);
    return gifts == before + 1 && given_to == table && given == (ht_handler)word;
}

/* 11 checks. */
static void gives_back_stubs_alone(void)
{
    const uintptr_t stubs = UINTPTR_MAX - 0xffff, span = 0x1000; /* where no function is */
    const uintptr_t others[] = {0, 1, (uintptr_t)a, stubs - 1, stubs + span, UINTPTR_MAX};
    ht_table *table = ht_create(1);
    for (size_t i = 0; i < 6; i++) /* no JVM, and so nobody to give to: a call would crash */
        ht_give_back(table, (ht_handler)others[i]);
    ht_give_back(table, (ht_handler)stubs);
    ht_register(table, 0, (ht_handler)stubs);
    ht_word_store_relaxed(&table->words[HT_HEADER_GIVE_BACK], (uintptr_t)take_gift);
    ht_word_store_relaxed(&table->words[HT_HEADER_STUBS], stubs);
    ht_word_store_release(&table->words[HT_HEADER_STUBS_SPAN], span);
    check(gives(table, stubs));
    check(gives(table, stubs)); /* also when it is in a slot: that is for Java to see */
    check(gives(table, stubs + span - 1));
    for (size_t i = 0; i < 6; i++)
        check(!gives(table, others[i]));
    check(gifts == 3);
    check(ht_unregister(table, 0) == (ht_handler)stubs);
    ht_destroy(table);
}

int main(void)
{
    plan(3 * 60 + 2 * 16 + 3 + 5 + 11);
    ht_table *table = ht_create(CAPACITY);
    keeps_the_contract(table);
    ht_destroy(table);
    keeps_the_contract(shared_table);
    keeps_the_contract(file_table);
    ht_table *none = ht_create(0);
    refuses_beyond(none);
    check(ht_capacity(none) == 0);
    ht_destroy(none);
    refuses_beyond(empty_table);
    check(ht_capacity(empty_table) == 0);
    handles_all_in_order();
    refuses_what_cannot_be_addressed();
    gives_back_stubs_alone();
    ht_destroy(NULL);
    ht_destroy(file_table); /* leaves it as it is */
    return finish();
}
