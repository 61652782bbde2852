/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Operations on a pending set and on plain arrays of bits: every answer is the same, and so is
 * every bit after it. They are random, the argument says for how many sets; with -DFUZZ they are
 * what libFuzzer makes of the bytes of its input.
 */
#ifndef FUZZ
#include "check.h"
#endif
#include "handler_table_pending.h"

#include <string.h>

enum { LARGEST = 300000, GROUPS = (LARGEST + 63) / 64, OPERATIONS = 2000 };

static HT_DEFINE(table, LARGEST);
static ht_pending *set;
static size_t capacity, cursor;
static uint64_t pending[GROUPS], masked[GROUPS], random_state;
static const uint8_t *input, *input_end;
static size_t calls, differences;

static void on_event(void)
{
    calls++;
}

/* Makes each choice: by two bytes of the input; or at random, if there is none. */
static size_t choose_below(size_t limit)
{
    if (input) {
        size_t choice = 0;
        for (int i = 0; i < 2 && input < input_end; i++)
            choice = choice << 8 | *input++;
        return choice % limit;
    }
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (random_state >> 33) % limit;
}

/* Near to few places, so that operations meet; sometimes out of bounds. */
static size_t choose_index(void)
{
    size_t base = capacity / 4 * choose_below(5);
    return base + choose_below(choose_below(2) ? 3 : 70) - choose_below(3) * (base > 2);
}

static void differ_unless(bool same)
{
    differences += !same;
}

static bool bit_of(const uint64_t *bits, size_t index)
{
    return index < capacity && bits[index / 64] >> index % 64 & 1;
}

static void put(uint64_t *bits, size_t index, bool value)
{
    if (index < capacity)
        bits[index / 64] = (bits[index / 64] & ~(UINT64_C(1) << index % 64)) | (uint64_t)value
                                                                                   << index % 64;
}

static bool is_ready(size_t index)
{
    return bit_of(pending, index) && !bit_of(masked, index);
}

static size_t handle_in_model(size_t budget)
{
    size_t start = cursor < capacity ? cursor : 0, handled = 0;
    for (size_t i = 0; i < capacity && budget; i++) {
        size_t index = (start + i) % capacity;
        if (pending[index / 64] == 0 && index % 64 == 0 && index + 64 <= capacity) {
            i += 63; /* the rest of an empty word */
            continue;
        }
        if (is_ready(index)) {
            put(pending, index, false);
            cursor = index + 1;
            budget--;
            handled += ht_word_at(table, index) != 0;
        }
    }
    return handled;
}

static bool any_in_model(void)
{
    for (size_t group = 0; group < HT_PENDING_HOLD(capacity); group++)
        if (pending[group] & ~masked[group])
            return true;
    return false;
}

static void do_one(void)
{
    size_t index = choose_index(), budget = choose_below(2) ? SIZE_MAX : choose_below(6);
    switch (choose_below(8)) {
    case 0:
    case 1:
    case 2:
        differ_unless(ht_raise(set, index) == (index < capacity));
        put(pending, index, true);
        break;
    case 3:
        differ_unless(ht_mask(set, index) == (index < capacity));
        put(masked, index, true);
        break;
    case 4:
        differ_unless(ht_unmask(set, index) == (index < capacity));
        put(masked, index, false);
        break;
    case 5:
        differ_unless(ht_wait(set, 0, 0) == any_in_model());
        break;
    case 6:
        calls = 0;
        size_t handled = ht_handle_pending(table, set, budget);
        differ_unless(handled == calls);
        differ_unless(handled == handle_in_model(budget));
        break;
    default:
        ht_rescan(set);
    }
    differ_unless(ht_is_pending(set, index) == bit_of(pending, index));
    differ_unless(ht_is_masked(set, index) == bit_of(masked, index));
}

static void compare_all(void)
{
    for (size_t i = 0; i < HT_PENDING_HOLD(capacity); i++) {
        const ht_group *group = ht_pending_group(set, i);
        differ_unless(ht_bits_load_relaxed(&group->pending) == pending[i] &&
                      ht_bits_load_relaxed(&group->masked) == masked[i]);
    }
}

/* One set, as long as there is input, or for so many operations. */
static void compare_one(size_t chosen_capacity, int operations)
{
    capacity = chosen_capacity;
    cursor = 0;
    memset(pending, 0, sizeof pending);
    memset(masked, 0, sizeof masked);
    set = ht_pending_create(capacity);
    for (int k = 0; input ? input < input_end : k < operations; k++) {
        do_one();
        if (!input && k % 50 == 0)
            compare_all();
    }
    compare_all();
    ht_pending_destroy(set);
}

static void register_all(void)
{
    for (size_t i = 0; i < LARGEST; i++)
        if (i % 5) /* every fifth slot is empty */
            ht_register(table, i, on_event);
}

static const size_t capacities[] = {0, 1, 63, 64, 65, 300, 4096, 4097, 70000, 262144, LARGEST};
enum { CAPACITIES = sizeof capacities / sizeof *capacities };

#ifdef FUZZ
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!ht_word_at(table, 1))
        register_all();
    if (size == 0)
        return 0;
    input = data;
    input_end = data + size;
    compare_one(capacities[*input++ % CAPACITIES], 0);
    if (differences)
        abort();
    return 0;
}
#else
int main(int argc, char **argv)
{
    long sets = size_of(argc, argv, 110);
    plan(1);
    register_all();
    for (long i = 0; i < sets && !differences; i++) {
        random_state = (uint64_t)i;
        compare_one(capacities[(size_t)i % CAPACITIES], OPERATIONS);
        if (differences)
            fprintf(stderr, "set %ld differs\n", i);
    }
    check(differences == 0);
    return finish();
}
#endif
