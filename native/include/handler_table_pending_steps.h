/* SPDX-License-Identifier: Apache-2.0 */
#ifndef HANDLER_TABLE_PENDING_STEPS_H
#define HANDLER_TABLE_PENDING_STEPS_H

/*
 * How bits move in a pending set: a part of handler_table_pending.h, for that alone. Each step gets
 * the capacity as an argument: an operation loads it once, or its caller has checked it when he
 * attached, and nothing that another process writes later changes the bounds.
 */

#include "handler_table_pending_words.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Wakes all who sleep on the top; keeps errno. Shared, as the set may be in any memory. On x86-64
 * by the system call itself: for a call of a function each raise would have to save registers. On
 * others a system call clears vector registers, which no list of clobbers can name for all.
 */
HT_INLINE void ht_pending_wake_all(ht_pending *set)
{
    const long most = INT_MAX;
#if defined(__x86_64__)
    long number = SYS_futex;
    __asm__ volatile("syscall"
                     : "+a"(number)
                     : "D"(&set->top), "S"(HT_FUTEX_WAKE), "d"(most)
                     : "rcx", "r11", "memory");
#else
    int kept = errno;
    syscall(SYS_futex, &set->top, HT_FUTEX_WAKE, most, HT_NULL, HT_NULL, 0);
    errno = kept;
#endif
}

/*
 * Sets ANY, and wakes who sleeps. The wake comes first, and then the mark is cleared: who dies
 * between leaves a mark for the next to see. The one try fails if somebody sleeps anew, or if
 * another cleared the mark.
 */
HT_INLINE void ht_pending_up_top(ht_pending *set)
{
    uint32_t top = ht_half_load_seq_cst(&set->top);
    if ((top & (HT_PENDING_ANY | HT_PENDING_MARK)) == HT_PENDING_ANY)
        return;
    ht_half_or_seq_cst(&set->top, HT_PENDING_ANY); /* its result unused: one instruction */
    top = ht_half_load_seq_cst(&set->top);
    if (top & HT_PENDING_MARK) {
        ht_pending_wake_all(set);
        if (top & HT_PENDING_ANY)
            ht_half_compare_and_set_seq_cst(&set->top, &top, top - HT_PENDING_MARK);
    }
}

HT_INLINE void ht_pending_up_level(ht_pending *set, size_t capacity, unsigned level, size_t group)
{
    ht_bits *summary = ht_pending_summary(set, capacity, level, group);
    uint64_t bit = ht_pending_bit(level, group);
    if (!(ht_bits_load_seq_cst(summary) & bit))
        ht_bits_or_seq_cst(summary, bit);
}

/*
 * Announces what is below the group's bit of level `from`: bottom-up, and always to the top. Who
 * set a bit that is met here may not have come further, and may never do. Each look pairs with the
 * clearing in ht_pending_clean, which looks below again: either that sees the bit below that was
 * set before this, or this sees the bit here cleared.
 */
HT_INLINE void ht_pending_up(ht_pending *set, size_t capacity, unsigned from, size_t group)
{
    unsigned levels = ht_pending_levels(capacity);
    if (from == 1)
        ht_pending_up_level(set, capacity, 1, group);
    if (from <= 2 && levels >= 2)
        ht_pending_up_level(set, capacity, 2, group);
    if (levels == 3)
        ht_pending_up_level(set, capacity, 3, group);
    ht_pending_up_top(set);
}

/*
 * The bit is set by a read-modify-write also where it is set already: else what was written before
 * this raise would not be published. Then mask and summary: also where the bit was set, as who set
 * it may not have come that far.
 */
HT_INLINE bool ht_pending_raise(ht_pending *set, size_t capacity, size_t index)
{
    ht_group *group = ht_pending_group(set, index / 64);
    uint64_t bit = ht_pending_index_bit(index);
    if (index >= capacity)
        return false;
    ht_bits_or_seq_cst(&group->pending, bit);
    if (!(ht_bits_load_seq_cst(&group->masked) & bit)) /* pairs with ht_unmask */
        ht_pending_up(set, capacity, 1, index / 64);
    return true;
}

/* Looks for the index after the mask: also where it was not masked. Pairs with ht_pending_raise. */
HT_INLINE bool ht_pending_unmask(ht_pending *set, size_t capacity, size_t index)
{
    ht_group *group = ht_pending_group(set, index / 64);
    uint64_t bit = ht_pending_index_bit(index);
    if (index >= capacity)
        return false;
    ht_bits_and_seq_cst(&group->masked, ~bit);
    if (ht_bits_load_seq_cst(&group->pending) & bit)
        ht_pending_up(set, capacity, 1, index / 64);
    return true;
}

HT_INLINE void ht_pending_rescan(ht_pending *set, size_t capacity)
{
    for (size_t group = 0; group < HT_PENDING_HOLD(capacity); group++) {
        ht_group *bits = ht_pending_group(set, group);
        if (ht_bits_load_seq_cst(&bits->pending) & ~ht_bits_load_seq_cst(&bits->masked))
            ht_pending_up(set, capacity, 1, group);
    }
}

/* The bits that are pending and not masked, ordering nothing. */
HT_INLINE uint64_t ht_pending_ready(ht_group *group)
{
    return ht_bits_load_relaxed(&group->pending) & ~ht_bits_load_relaxed(&group->masked);
}

/* Clears ANY if the root is 0, and then looks at the root again: pairs with ht_pending_up_top. */
HT_INLINE void ht_pending_clean_top(ht_pending *set)
{
    uint32_t top = ht_half_load_seq_cst(&set->top);
    if (ht_bits_load_seq_cst(&set->root))
        return;
    while (top & HT_PENDING_ANY)
        if (ht_half_compare_and_set_seq_cst(&set->top, &top,
                                            top - HT_PENDING_ANY + HT_PENDING_GENERATION))
            break;
    if (ht_bits_load_seq_cst(&set->root))
        ht_pending_up_top(set);
}

/*
 * Clears the bit of this level above a group, or above a summary word, in which nothing was found;
 * and then looks there again: pairs with ht_pending_up, and with ht_unmask. Then the same above.
 */
HT_INLINE void ht_pending_clean(ht_pending *set, size_t capacity, unsigned level, size_t group)
{
    ht_group *bits = ht_pending_group(set, group);
    for (unsigned levels = ht_pending_levels(capacity); level <= levels; level++) {
        ht_bits *summary = ht_pending_summary(set, capacity, level, group);
        ht_bits_and_seq_cst(summary, ~ht_pending_bit(level, group));
        if (level == 1
                ? ht_bits_load_seq_cst(&bits->pending) & ~ht_bits_load_seq_cst(&bits->masked)
                : ht_bits_load_seq_cst(ht_pending_summary(set, capacity, level - 1, group))) {
            ht_pending_up(set, capacity, level, group);
            return;
        }
        if (ht_bits_load_seq_cst(summary))
            return;
    }
    ht_pending_clean_top(set);
}

/*
 * The first group that the summary marks, from this one on and before `end`; `end` if there is
 * none. Goes up as far as words are empty, and down again; cleans the bits above words that are 0.
 */
HT_INLINE size_t ht_pending_next(ht_pending *set, size_t capacity, size_t group, size_t end)
{
    unsigned levels = ht_pending_levels(capacity);
    for (unsigned level = 1; group < end;) {
        size_t child = group >> 6 * (level - 1); /* the place of the bit among its level's */
        uint64_t word = ht_bits_load_seq_cst(ht_pending_summary(set, capacity, level, group));
        uint64_t marked = word >> child % 64;
        if (marked) {
            unsigned skip = HT_NUMBER(unsigned, __builtin_ctzll(marked));
            if (skip)
                group = (child + skip) << 6 * (level - 1);
            if (level == 1)
                break;
            level--;
        } else {
            if (level == levels)
                return end;
            if (!word &&
                (ht_bits_load_seq_cst(ht_pending_summary(set, capacity, level + 1, group)) &
                 ht_pending_bit(level + 1, group)))
                ht_pending_clean(set, capacity, level + 1, group);
            group = (child / 64 + 1) << 6 * level;
            level++;
        }
    }
    return group < end ? group : end;
}

/* Whether something is pending and not masked; cleans what says so wrongly. */
HT_INLINE bool ht_pending_look(ht_pending *set, size_t capacity)
{
    size_t end = HT_PENDING_HOLD(capacity);
    for (size_t group = 0; (group = ht_pending_next(set, capacity, group, end)) < end; group++) {
        if (ht_pending_ready(ht_pending_group(set, group)))
            return true;
        ht_pending_clean(set, capacity, 1, group);
    }
    ht_pending_clean_top(set);
    return false;
}

/*
 * Takes the bits of a group that are ready and among `range`, at most `budget`, and returns what it
 * got: another consumer may have been faster. Summary bits stay set, until nothing is found.
 */
HT_INLINE uint64_t ht_pending_take(ht_pending *set, size_t capacity, size_t group, uint64_t range,
                                   size_t budget)
{
    uint64_t ready = ht_pending_ready(ht_pending_group(set, group));
    uint64_t wanted = ready & range;
    if (!ready)
        ht_pending_clean(set, capacity, 1, group);
    if (budget < 64) {
        uint64_t rest = wanted;
        while (rest && budget--)
            rest &= rest - 1;
        wanted ^= rest;
    }
    return wanted ? ht_bits_and_acquire(&ht_pending_group(set, group)->pending, ~wanted) & wanted
                  : 0;
}

/*
 * Takes at most `most` indexes, of bits from `*from` on and before `to`, and returns how many; then
 * *from is where the next search begins. The indexes come from as many groups as are needed, for a
 * run of Java handlers enters the JVM once, however far apart they are.
 */
HT_INLINE size_t ht_pending_gather(ht_pending *set, size_t capacity, size_t *from, size_t to,
                                   uint32_t *indexes, size_t most)
{
    size_t n = 0;
    while (n < most && *from < to) {
        uint64_t range = UINT64_MAX;
        size_t group = ht_pending_next(set, capacity, *from / 64, HT_PENDING_HOLD(to));
        if (group > *from / 64)
            *from = group * 64;
        if (*from >= to)
            break;
        range <<= *from % 64;
        if (group == to / 64)
            range &= ht_pending_index_bit(to) - 1;
        for (uint64_t taken = ht_pending_take(set, capacity, group, range, most - n); taken;
             taken &= taken - 1)
            indexes[n++] =
                HT_NUMBER(uint32_t, group * 64) | HT_NUMBER(uint32_t, __builtin_ctzll(taken));
        *from = n == most ? indexes[n - 1] + 1 : (group + 1) * 64;
    }
    return n;
}

#ifdef __cplusplus
}
#endif
#endif
