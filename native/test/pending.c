/* SPDX-License-Identifier: Apache-2.0 */
/* What every operation on a pending set answers, at every edge of words and levels. */
#include "check.h"
#include "handler_table_pending.h"

#include <errno.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const size_t edges[] = {
    0, 1, 63, 64, 65, 4095, 4096, 4097, (1 << 18) - 1, 1 << 18, (1 << 18) + 1, (1 << 24) - 1};
static const size_t capacities[] = {
    0,      1, 63, 64, 65, 4095, 4096, 4097, (1 << 18) - 1, 1 << 18, (1 << 18) + 1, (1 << 24) - 1,
    1 << 24};

HT_PENDING_DEFINE(shared_set, 65);
static HT_PENDING_DEFINE(file_set, 4097);
static HT_PENDING_DEFINE(empty_set, 0);
static HT_PENDING_DEFINE(large_set, 1 << 24);

static ht_table *table;
static int calls;

/* Each of these is called often, and much code where it is inlined. */
static bool raises(ht_pending *set, size_t index)
{
    return ht_raise(set, index);
}

static bool unmasks(ht_pending *set, size_t index)
{
    return ht_unmask(set, index);
}

static bool waits(ht_pending *set, uint32_t count, int64_t nanoseconds)
{
    return ht_wait(set, count, nanoseconds);
}

static void on_event(void)
{
    calls++;
}

static bool handles(ht_pending *set, size_t budget, size_t handled)
{
    calls = 0;
    return ht_handle_pending(table, set, budget) == handled && calls == (int)handled;
}

static bool is_quiet(ht_pending *set)
{
    return !waits(set, ht_wake_count(set), 0) && handles(set, SIZE_MAX, 0) &&
           !(ht_half_load_relaxed(&set->top) & HT_PENDING_ANY);
}

/* The edges that a set has; its last index, if it has one, comes behind them. */
static size_t indexes_of(const ht_pending *set, size_t *indexes)
{
    size_t n = 0;
    for (size_t i = 0; i < COUNT(edges); i++)
        if (edges[i] < ht_pending_capacity(set))
            indexes[n++] = edges[i];
    if (n && indexes[n - 1] < ht_pending_capacity(set) - 1)
        indexes[n++] = ht_pending_capacity(set) - 1;
    return n;
}

/* 19 checks; the slot has on_event. */
static void answers_within_bounds(ht_pending *set, size_t index)
{
    check(!ht_is_pending(set, index) && !ht_is_masked(set, index));
    check(raises(set, index) && ht_is_pending(set, index) && !ht_is_masked(set, index));
    check(waits(set, 0, 0) && waits(set, 0, -1));
    check(handles(set, SIZE_MAX, 1) && !ht_is_pending(set, index));
    check(handles(set, SIZE_MAX, 0));
    check(is_quiet(set));
    check(raises(set, index) && raises(set, index) && handles(set, SIZE_MAX, 1));
    check(is_quiet(set));

    check(ht_mask(set, index) && ht_is_masked(set, index) && !ht_is_pending(set, index));
    check(raises(set, index) && ht_is_pending(set, index));
    check(is_quiet(set) && ht_is_pending(set, index));
    check(unmasks(set, index) && !ht_is_masked(set, index) && waits(set, 0, 0));
    check(handles(set, SIZE_MAX, 1) && is_quiet(set));
    check(raises(set, index) && ht_mask(set, index) && is_quiet(set));
    check(unmasks(set, index) && handles(set, SIZE_MAX, 1));
    check(ht_mask(set, index) && unmasks(set, index) && is_quiet(set));
    check(raises(set, index) && handles(set, 0, 0) && ht_is_pending(set, index));

    ht_unregister(table, index);
    check(handles(set, SIZE_MAX, 0) && !ht_is_pending(set, index)); /* consumed all the same */
    ht_register(table, index, on_event);
    check(is_quiet(set));
}

/* 3 checks. */
static void refuses_out_of_bounds(ht_pending *set, size_t index)
{
    check(!raises(set, index) && !ht_is_pending(set, index));
    check(!ht_mask(set, index) && !ht_is_masked(set, index));
    check(!unmasks(set, index));
}

/* What somebody leaves behind who was killed after these steps of a raise, from 0 on. */
static void raise_partly(ht_pending *set, size_t index, unsigned steps)
{
    size_t group = index / 64;
    ht_bits_or_seq_cst(&ht_pending_group(set, group)->pending, ht_pending_index_bit(index));
    for (unsigned level = 1; level <= steps; level++)
        ht_pending_up_level(set, ht_pending_capacity(set), level, group);
}

/* 6 checks for each level, and 6. The other index is of the same group; neither is masked. */
static void finds_what_was_left(ht_pending *set, size_t index, size_t other)
{
    unsigned levels = ht_pending_levels(ht_pending_capacity(set));
    for (unsigned steps = 0; steps <= levels; steps++) {
        raise_partly(set, index, steps);
        raises(set, index);
        check(handles(set, SIZE_MAX, 1) && is_quiet(set));
        raise_partly(set, index, steps);
        raises(set, other);
        check(handles(set, SIZE_MAX, index == other ? 1 : 2) && is_quiet(set));
        raise_partly(set, index, steps);
        unmasks(set, index);
        check(handles(set, SIZE_MAX, 1) && is_quiet(set));
        ht_mask(set, index);
        raise_partly(set, index, steps);
        unmasks(set, index);
        check(handles(set, SIZE_MAX, 1) && is_quiet(set));
        raise_partly(set, index, steps);
        ht_rescan(set);
        check(waits(set, 0, 0));
        check(handles(set, SIZE_MAX, 1) && is_quiet(set));
    }
}

/* 13 + 28 * n + 6 * n * levels checks, of a set with n indexes, that is left empty. */
static void keeps_the_contract(ht_pending *set)
{
    size_t indexes[COUNT(edges) + 1], n = indexes_of(set, indexes);
    size_t capacity = ht_pending_capacity(set);
    check(is_quiet(set));
    for (size_t i = 0; i < n; i++)
        ht_register(table, indexes[i], on_event);
    for (size_t i = 0; i < n; i++) {
        size_t other = indexes[i] ^ 1;
        if (other >= capacity || ht_word_at(table, other) == 0)
            other = indexes[i];
        answers_within_bounds(set, indexes[i]);
        finds_what_was_left(set, indexes[i], other);
    }
    refuses_out_of_bounds(set, capacity);
    refuses_out_of_bounds(set, capacity + 64);
    refuses_out_of_bounds(set, SIZE_MAX);

    for (size_t i = 0; i < n; i++)
        raises(set, indexes[i]);
    check(handles(set, n, n) && is_quiet(set));
    for (size_t i = 0; i < n; i++)
        raises(set, indexes[n - 1 - i]);
    for (size_t i = 0; i < n; i++)
        check(handles(set, 1, 1));
    check(is_quiet(set));
    for (size_t i = 0; i < n; i++) { /* masked, but for one */
        for (size_t k = 0; k < n; k++)
            ht_mask(set, indexes[k]), raises(set, indexes[k]);
        unmasks(set, indexes[i]);
        check(handles(set, SIZE_MAX, 1) && !ht_is_pending(set, indexes[i]));
        for (size_t k = 0; k < n; k++)
            unmasks(set, indexes[k]);
        check(handles(set, SIZE_MAX, n - 1));
    }
    check(is_quiet(set));
    for (size_t i = 0; i < n; i++)
        ht_unregister(table, indexes[i]);
}

static int checks_of(const ht_pending *set)
{
    size_t indexes[COUNT(edges) + 1];
    int n = (int)indexes_of(set, indexes);
    return 13 + 28 * n + 6 * n * (int)ht_pending_levels(ht_pending_capacity(set));
}

/* 12 checks. */
static void measures_and_attaches(void)
{
    static alignas(64) unsigned char memory[1024];
    check(ht_pending_size(0) == 192 && ht_pending_size(1) == 256 && ht_pending_size(4096) == 1216);
    check(ht_pending_size(4097) == 1280);
    check(ht_pending_size(1 << 24) == 192 + (1 << 22) + (1 << 15) + (1 << 9));
    check(!ht_pending_size((1 << 24) + 1) && !ht_pending_size(SIZE_MAX));
    check(!ht_pending_create((1 << 24) + 1) && !ht_pending_create(SIZE_MAX));
    check(sizeof shared_set >= ht_pending_size(65) && sizeof file_set >= ht_pending_size(4097) &&
          sizeof empty_set >= ht_pending_size(0) && sizeof large_set >= ht_pending_size(1 << 24));

    check(!ht_pending_attach(memory, sizeof memory));
    check(!ht_pending_init(NULL, 1) && !ht_pending_init(memory + 8, 1) &&
          !ht_pending_init(memory, (1 << 24) + 1));
    ht_pending *set = ht_pending_init(memory, 1000);
    size_t size = ht_pending_size(1000);
    check(set == (void *)memory && ht_pending_attach(memory, size) == set);
    check(!ht_pending_attach(memory, size - 1) && !ht_pending_attach(memory, 64) &&
          !ht_pending_attach(memory, 0) && !ht_pending_attach(NULL, size) &&
          !ht_pending_attach(memory + 32, sizeof memory - 32));
    ht_bits_store_release(&set->capacity, (1 << 24) + 1);
    check(!ht_pending_attach(memory, SIZE_MAX));
    ht_bits_store_release(&set->capacity, 1000);
    ht_bits_store_release(&set->abi, HT_PENDING_ABI + 1);
    check(!ht_pending_attach(memory, size));
}

static size_t order[8], length;
static ht_pending *raised_again;

#define NOTE(index)                                                                                \
    static void note_##index(void)                                                                 \
    {                                                                                              \
        order[length++ % 8] = index;                                                               \
        if (raised_again)                                                                          \
            raises(raised_again, index);                                                           \
    }
NOTE(5)
NOTE(6)
NOTE(70)
NOTE(129)

static bool takes(ht_pending *set, size_t budget, size_t n, const size_t *expected)
{
    length = 0;
    return ht_handle_pending(table, set, budget) == n && length == n &&
           memcmp(order, expected, n * sizeof *order) == 0;
}

/* 9 checks. */
static void goes_round(void)
{
    ht_pending *set = ht_pending_create(130);
    const ht_handler handlers[] = {note_5, note_6, note_70, note_129};
    const size_t all[] = {5, 6, 70, 129, 5, 6, 70, 129};
    for (int i = 0; i < 4; i++)
        ht_register(table, all[i], handlers[i]), raises(set, all[i]);
    check(takes(set, 1, 1, all)); /* also within a word */
    raises(set, 5);
    check(takes(set, 2, 2, all + 1));
    check(takes(set, SIZE_MAX, 2, all + 3)); /* from behind 70 to the end, and from 0 */
    for (int i = 0; i < 4; i++)
        raises(set, all[i]);
    check(takes(set, 4, 4, all + 1)); /* from behind 5 round to 5 */
    check(is_quiet(set));

    raised_again = set;
    for (int i = 0; i < 4; i++)
        raises(set, all[i]);
    check(takes(set, SIZE_MAX, 4, all + 1)); /* ends, though each raises itself again */
    check(takes(set, 1, 1, all + 1) && takes(set, 1, 1, all + 2) && takes(set, 1, 1, all + 3));
    raised_again = NULL;
    check(takes(set, 3, 3, all) && takes(set, SIZE_MAX, 1, all + 3));
    check(is_quiet(set));
    for (int i = 0; i < 4; i++)
        ht_unregister(table, all[i]);
    ht_pending_destroy(set);
}

static ht_pending *nested;

static void handle_another(void)
{
    ht_raise(nested, 150);
    ht_handle_pending(table, nested, SIZE_MAX);
    ht_mask(nested, 3);
}

/* 3 checks. */
static void may_be_called_by_handlers(void)
{
    nested = ht_pending_create(200);
    ht_register(table, 3, handle_another);
    ht_register(table, 150, on_event);
    calls = 0;
    raises(nested, 3);
    check(ht_handle_pending(table, nested, SIZE_MAX) == 1 && calls == 1);
    check(raises(nested, 3) && is_quiet(nested));
    check(unmasks(nested, 3) && ht_handle_pending(table, nested, SIZE_MAX) == 1);
    ht_unregister(table, 3);
    ht_unregister(table, 150);
    ht_pending_destroy(nested);
}

int main(void)
{
    int checks = 12 + 9 + 3;
    table = ht_create(1 << 24);
    for (size_t i = 0; i < COUNT(capacities); i++) {
        ht_pending *set = ht_pending_create(capacities[i]);
        checks += checks_of(set);
        keeps_the_contract(set);
        ht_pending_destroy(set);
    }
    ht_pending *const sets[] = {shared_set, file_set, empty_set, large_set};
    for (size_t i = 0; i < COUNT(sets); i++) {
        checks += checks_of(sets[i]);
        keeps_the_contract(sets[i]);
        ht_pending_destroy(sets[i]); /* leaves it as it is */
    }
    plan(checks);
    measures_and_attaches();
    goes_round();
    may_be_called_by_handlers();
    ht_pending_destroy(NULL);
    ht_destroy(table);
    return finish();
}
