/* SPDX-License-Identifier: Apache-2.0 */
#ifndef HANDLER_TABLE_PENDING_WORDS_H
#define HANDLER_TABLE_PENDING_WORDS_H

/* The words of a pending set, and their atomics: a part of handler_table_pending.h, for that alone.
 */

#include "handler_table.h"

#if !defined(__linux__) || !defined(__LP64__)
#error "handler_table_pending.h needs Linux and words of 64 bits"
#endif

#include <errno.h>
#include <limits.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* Of <linux/futex.h>, which musl's compiler does not find. */
#define HT_FUTEX_WAKE 1
#define HT_FUTEX_WAIT_BITSET 9
#define HT_FUTEX_BITSET_MATCH_ANY 0xffffffffu

#ifdef __cplusplus
#define HT_NUMBER(type, value) static_cast<type>(value)
typedef std::atomic<std::uint64_t> ht_bits;
typedef std::atomic<std::uint32_t> ht_half;
static_assert(sizeof(ht_bits) == 8 && ht_bits::is_always_lock_free, "as in C");
static_assert(sizeof(ht_half) == 4 && ht_half::is_always_lock_free, "as in C");
extern "C" {
#else
#define HT_NUMBER(type, value) ((type)(value))
typedef _Atomic uint64_t ht_bits;
typedef _Atomic uint32_t ht_half;
static_assert(ATOMIC_LLONG_LOCK_FREE == 2 && ATOMIC_INT_LOCK_FREE == 2, "bits need atomics");
#if !defined(_DEFAULT_SOURCE) && !defined(_GNU_SOURCE) && !defined(_BSD_SOURCE)
long syscall(long number, ...); /* unistd.h hides it from -std=c11 */
#endif
#endif

/*
 * Layout. The header has three cache lines: what is constant, what changes between empty and not,
 * and what consumers write. Then come the groups, of 64 indexes each; then, where there are more
 * than 64 groups, a summary word for each 64 of them; then, where those are more than 64, one for
 * each 64 of those. The root is the summary of what is below. Summary bits are lazy: a set one may
 * have nothing below it, but a pending, unmasked index has all bits above it set, unless who sets
 * them is still about to, or died.
 */
typedef struct ht_pending {
    alignas(HT_CACHE_LINE) ht_bits capacity;
    ht_bits abi;
    ht_bits origin; /* of ht_pending_create: 1 + how far from the allocation's start; else 0 */
    alignas(HT_CACHE_LINE) ht_bits root;
    ht_half top;   /* the futex: HT_PENDING_ANY, HT_PENDING_MARK, and a generation above them */
    ht_half wakes; /* how often ht_wake was called */
    alignas(HT_CACHE_LINE) ht_half cursor; /* the index behind the one taken last */
} ht_pending;

typedef struct ht_group {
    ht_bits pending;
    ht_bits masked;
} ht_group;

static_assert(offsetof(ht_pending, capacity) == 0 && offsetof(ht_pending, abi) == 8 &&
                  offsetof(ht_pending, root) == 64 && offsetof(ht_pending, top) == 72 &&
                  offsetof(ht_pending, wakes) == 76 && offsetof(ht_pending, cursor) == 128 &&
                  sizeof(ht_pending) == 192 && sizeof(ht_group) == 16,
              "a layout of HT_PENDING_ABI");

/* Marks a set of this layout; changes when the layout does: "htp", version 1. */
#define HT_PENDING_ABI 0x68747001u
#define HT_PENDING_MAX (1u << 24)

enum {
    HT_PENDING_ANY = 1,       /* the root may be other than 0 */
    HT_PENDING_MARK = 2,      /* somebody sleeps, or did */
    HT_PENDING_GENERATION = 4 /* one more for each time that ANY is cleared, and each ht_wake */
};

/* The words that hold n bits; the groups and summary words of a set, without the root. */
#define HT_PENDING_HOLD(n) (((n) + 63) / 64)
#define HT_PENDING_WORDS(n)                                                                        \
    (2 * HT_PENDING_HOLD(n) + ((n) > 4096 ? HT_PENDING_HOLD(HT_PENDING_HOLD(n)) : 0) +             \
     ((n) > 262144 ? HT_PENDING_HOLD(HT_PENDING_HOLD(HT_PENDING_HOLD(n))) : 0))

/* The atomics. All of them stand here; the order is in the name. */

HT_INLINE uint64_t ht_bits_load_relaxed(const ht_bits *bits)
{
    return HT_STD(atomic_load_explicit)(bits, HT_STD(memory_order_relaxed));
}

/* Pairs with load_seq_cst. */
HT_INLINE void ht_bits_store_release(ht_bits *bits, uint64_t value)
{
    HT_STD(atomic_store_explicit)(bits, value, HT_STD(memory_order_release));
}

HT_INLINE uint64_t ht_bits_load_seq_cst(const ht_bits *bits)
{
    return HT_STD(atomic_load_explicit)(bits, HT_STD(memory_order_seq_cst));
}

HT_INLINE void ht_bits_or_seq_cst(ht_bits *bits, uint64_t value)
{
    HT_STD(atomic_fetch_or_explicit)(bits, value, HT_STD(memory_order_seq_cst));
}

HT_INLINE void ht_bits_and_seq_cst(ht_bits *bits, uint64_t value)
{
    HT_STD(atomic_fetch_and_explicit)(bits, value, HT_STD(memory_order_seq_cst));
}

/* Pairs with or_seq_cst: sees what was written before each that is among the bits returned. */
HT_INLINE uint64_t ht_bits_and_acquire(ht_bits *bits, uint64_t value)
{
    return HT_STD(atomic_fetch_and_explicit)(bits, value, HT_STD(memory_order_acquire));
}

HT_INLINE uint32_t ht_half_load_relaxed(const ht_half *half)
{
    return HT_STD(atomic_load_explicit)(half, HT_STD(memory_order_relaxed));
}

HT_INLINE void ht_half_store_relaxed(ht_half *half, uint32_t value)
{
    HT_STD(atomic_store_explicit)(half, value, HT_STD(memory_order_relaxed));
}

HT_INLINE uint32_t ht_half_load_seq_cst(const ht_half *half)
{
    return HT_STD(atomic_load_explicit)(half, HT_STD(memory_order_seq_cst));
}

HT_INLINE void ht_half_or_seq_cst(ht_half *half, uint32_t value)
{
    HT_STD(atomic_fetch_or_explicit)(half, value, HT_STD(memory_order_seq_cst));
}

HT_INLINE void ht_half_add_seq_cst(ht_half *half, uint32_t value)
{
    HT_STD(atomic_fetch_add_explicit)(half, value, HT_STD(memory_order_seq_cst));
}

/* If it fails, *expected is what the word holds. */
HT_INLINE bool ht_half_compare_and_set_seq_cst(ht_half *half, uint32_t *expected, uint32_t value)
{
    return HT_STD(atomic_compare_exchange_strong_explicit)(
        half, expected, value, HT_STD(memory_order_seq_cst), HT_STD(memory_order_seq_cst));
}

/* The number of indexes. */
HT_INLINE size_t ht_pending_capacity(const ht_pending *set)
{
    return ht_bits_load_relaxed(&set->capacity);
}

HT_INLINE ht_group *ht_pending_group(const ht_pending *set, size_t group)
{
    return HT_CAST(ht_group *,
                   HT_CAST(uintptr_t, set) + sizeof(ht_pending) + group * sizeof(ht_group));
}

/* The summary levels, with the root: 1 up to 4,096 indexes, 2 up to 2^18, 3 up to 2^24. */
HT_INLINE unsigned ht_pending_levels(size_t capacity)
{
    return 1u + (capacity > 4096) + (capacity > 262144);
}

/* The summary word above a group, level 1 being the lowest. */
HT_INLINE ht_bits *ht_pending_summary(ht_pending *set, size_t capacity, unsigned level,
                                      size_t group)
{
    size_t groups = HT_PENDING_HOLD(capacity);
    size_t below = level == 1 ? 0 : HT_PENDING_HOLD(groups);
    if (level == ht_pending_levels(capacity))
        return &set->root;
    return HT_CAST(ht_bits *, ht_pending_group(set, groups)) + below + (group >> 6 * level);
}

/* The bit in that word. */
HT_INLINE uint64_t ht_pending_bit(unsigned level, size_t group)
{
    return UINT64_C(1) << (group >> 6 * (level - 1)) % 64;
}

/* The bit of an index in its group. */
HT_INLINE uint64_t ht_pending_index_bit(size_t index)
{
    return UINT64_C(1) << index % 64;
}

#ifdef __cplusplus
}
#endif
#endif
