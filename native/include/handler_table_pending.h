/* SPDX-License-Identifier: Apache-2.0 */
#ifndef HANDLER_TABLE_PENDING_H
#define HANDLER_TABLE_PENDING_H

/*
 * Raise now, handle later: a set of pending events beside a table. Anybody says that an event has
 * happened, at once and from anywhere, a signal handler too; somebody else handles it when it
 * suits. Raises of one index that meet before it is handled become one. A set is words and bits,
 * and no pointer: it may lie in memory that processes share. Linux, words of 64 bits.
 *
 * Ordering.
 *
 *   ht_raise                  seq_cst   What the caller wrote before is visible to the handler that
 *                                       this raise leads to, also if the index was pending already.
 *   ht_mask, ht_unmask        seq_cst   Publish nothing to the handler.
 *   ht_handle_pending         acquire   Pairs with all raises of the index since it was last taken.
 *   ht_is_pending, _masked    seq_cst
 *   ht_wake, ht_wake_count    seq_cst
 *   ht_wait, false            seq_cst   Sees what was written before the ht_wake that ended it.
 *   ht_wait, true             relaxed   Orders nothing; ht_handle_pending does.
 *
 * Each bit is taken by exactly one consumer, before its handler runs: a raise meanwhile makes the
 * index pending again. A consumer may still take what it saw before a mask.
 *
 * Progress. raise, mask, unmask, is_*, wake_count and wake are wait-free, and rescan is a walk over
 * all words; what finds a sleeper to wake makes a system call. handle_pending is lock-free and
 * ends, whatever is raised meanwhile: it takes an index once at most.
 *
 * May X run beside Y, on the same set, from any threads, processes, and inside a handler?
 *
 *                       raise, (un)mask, is_*  handle_pending, rescan  wait, wake(_count)  destroy
 *   raise, (un)mask, is_*        yes                     yes                   yes           no
 *   handle_pending, rescan       yes                     yes                   yes           no
 *   wait, wake(_count)           yes                     yes                   yes           no
 *   attach                       yes                     yes                   yes           no
 *   init, destroy                no                      no                    no            no
 *
 * Signal handlers may call raise, mask, unmask, is_*, wake_count, wake and rescan: errno is kept.
 *
 * Death. A raise that is killed half way, or left by siglongjmp, is handled later or never, and
 * harms no other; the next raise of that index, its unmask or a rescan finds it. With a consumer
 * that is killed go the indexes that it had taken and not handled, 64 at most; what it was about to
 * announce, a rescan by whoever lives on finds. Who truncates a file that is mapped ends its users
 * by SIGBUS, and who writes into the words what these functions don't is believed.
 */

#include "handler_table_pending_steps.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Defines a set: HT_PENDING_DEFINE(events, 64); then ht_raise(events, 3). As HT_DEFINE: an array,
 * a constant initialiser, no init call; `static` may stand before it. Does not compile above 2^24.
 */
#define HT_PENDING_DEFINE(name, capacity)                                                          \
    ht_pending                                                                                     \
        name[(capacity) <= HT_PENDING_MAX ? 1 + (HT_PENDING_WORDS(capacity) + 23) / 24 : -1] = {   \
            {(capacity), HT_PENDING_ABI, 0, 0, 0, 0, 0}}

/* The bytes of a set, whole cache lines; 0: the capacity is above 2^24. */
HT_INLINE size_t ht_pending_size(size_t capacity)
{
    size_t words = sizeof(ht_pending) / 8 + HT_PENDING_WORDS(capacity);
    return capacity <= HT_PENDING_MAX ? (words + 7) / 8 * HT_CACHE_LINE : 0;
}

/*
 * Makes a set in memory of that size, which must be zeroed. NULL: the capacity is above 2^24, or
 * the memory is not aligned to 64 bytes. Whoever sees the set by ht_pending_attach sees it whole.
 */
HT_INLINE ht_pending *ht_pending_init(void *memory, size_t capacity)
{
    ht_pending *set = HT_CAST(ht_pending *, memory);
    if (!memory || HT_CAST(uintptr_t, memory) % HT_CACHE_LINE || capacity > HT_PENDING_MAX)
        return HT_NULL;
    ht_bits_store_release(&set->capacity, capacity);
    ht_bits_store_release(&set->abi, HT_PENDING_ABI);
    return set;
}

/*
 * The set that somebody, perhaps another process, has made in this memory. NULL: it is none of this
 * layout, or more of it than these bytes have. If a process may have died in it, call ht_rescan.
 */
HT_INLINE ht_pending *ht_pending_attach(void *memory, size_t bytes)
{
    ht_pending *set = HT_CAST(ht_pending *, memory);
    size_t size = 0;
    if (memory && HT_CAST(uintptr_t, memory) % HT_CACHE_LINE == 0 && bytes >= sizeof(ht_pending) &&
        ht_bits_load_seq_cst(&set->abi) == HT_PENDING_ABI)
        size = ht_pending_size(ht_pending_capacity(set));
    return size && size <= bytes ? set : HT_NULL;
}

/* A set on the heap. NULL: the capacity is above 2^24, or no memory. Ends by ht_pending_destroy. */
HT_INLINE ht_pending *ht_pending_create(size_t capacity)
{
    size_t size = ht_pending_size(capacity);
    /* calloc and not aligned_alloc: a large set's pages stay untouched until they are used. */
    void *allocation = size ? calloc(size / HT_CACHE_LINE + 1, HT_CACHE_LINE) : HT_NULL;
    uintptr_t end = HT_CAST(uintptr_t, allocation) + HT_CACHE_LINE - 1;
    uintptr_t distance = HT_CACHE_LINE - 1 - end % HT_CACHE_LINE;
    ht_pending *set = HT_CAST(ht_pending *, HT_CAST(uintptr_t, allocation) + distance);
    if (!allocation)
        return HT_NULL;
    ht_bits_store_release(&set->origin, distance + 1);
    return ht_pending_init(set, capacity);
}

/*
 * Frees what ht_pending_create made. Nothing may use the set any more: if Java has wrapped it, its
 * PendingEvents is closed before, and no raiser of it runs. NULL, and a set of ht_pending_init or
 * HT_PENDING_DEFINE, are left as they are. It is not for one that ht_pending_attach found.
 */
HT_INLINE void ht_pending_destroy(ht_pending *set)
{
    uint64_t origin = set ? ht_bits_load_relaxed(&set->origin) : 0;
    if (!origin)
        return;
    ht_bits_store_release(&set->abi, 0); /* as in ht_destroy */
    free(HT_CAST(void *, HT_CAST(uintptr_t, set) - (origin - 1)));
}

/* Says that the event has happened: makes the index pending. false: out of bounds. */
HT_INLINE bool ht_raise(ht_pending *set, size_t index)
{
    return ht_pending_raise(set, ht_pending_capacity(set), index);
}

/* Holds the index back: it may be raised, but is not handled until ht_unmask. false: as ht_raise.
 */
HT_INLINE bool ht_mask(ht_pending *set, size_t index)
{
    if (index >= ht_pending_capacity(set))
        return false;
    ht_bits_or_seq_cst(&ht_pending_group(set, index / 64)->masked, ht_pending_index_bit(index));
    return true;
}

/* Lets the index be handled again, now if it is pending. false: as ht_raise. */
HT_INLINE bool ht_unmask(ht_pending *set, size_t index)
{
    return ht_pending_unmask(set, ht_pending_capacity(set), index);
}

/* Whether the index is pending, masked or not; false also when out of bounds. */
HT_INLINE bool ht_is_pending(const ht_pending *set, size_t index)
{
    return index < ht_pending_capacity(set) &&
           ht_bits_load_seq_cst(&ht_pending_group(set, index / 64)->pending) &
               ht_pending_index_bit(index);
}

/* Whether the index is masked; false also when out of bounds. */
HT_INLINE bool ht_is_masked(const ht_pending *set, size_t index)
{
    return index < ht_pending_capacity(set) &&
           ht_bits_load_seq_cst(&ht_pending_group(set, index / 64)->masked) &
               ht_pending_index_bit(index);
}

/* ht_handle_pending from index `from` to `to`; takes what it takes off the budget. */
HT_INLINE size_t ht_pending_handle(ht_table *table, ht_pending *set, size_t capacity, size_t from,
                                   size_t to, size_t *budget)
{
    uint32_t indexes[64];
    size_t n, handled = 0;
    while (
        (n = ht_pending_gather(set, capacity, &from, to, indexes, *budget < 64 ? *budget : 64))) {
        *budget -= n;
        ht_half_store_relaxed(&set->cursor, indexes[n - 1] + 1);
        handled += ht_handle_all(table, indexes, n);
    }
    return handled;
}

/*
 * Takes what is pending and not masked, at most `budget` indexes and each once at most, and handles
 * each as ht_handle_all does, on this thread. Returns how many had a handler; others are consumed
 * all the same. Begins behind the index that was taken last, and goes round: none starves. Takes up
 * to 64 at once, from wherever they are, and then handles them: a handler that blocks holds back
 * the rest of those, and one that masks some of them comes too late.
 */
HT_INLINE size_t ht_handle_pending(ht_table *table, ht_pending *set, size_t budget)
{
    size_t capacity = ht_pending_capacity(set);
    size_t cursor = ht_half_load_relaxed(&set->cursor);
    size_t start = cursor < capacity ? cursor : 0;
    size_t handled = ht_pending_handle(table, set, capacity, start, capacity, &budget);
    handled += ht_pending_handle(table, set, capacity, 0, start, &budget);
    ht_pending_clean_top(set);
    return handled;
}

/*
 * How often ht_wake was called; it wraps. Read it, then look at your own reason to stop, then pass
 * it to ht_wait: a wake that comes between is not lost.
 */
HT_INLINE uint32_t ht_wake_count(const ht_pending *set)
{
    return ht_half_load_seq_cst(&set->wakes);
}

/* Whether the time is over. At the first call, `deadline` becomes that time from now on. */
HT_INLINE bool ht_pending_is_over(struct timespec *deadline, int64_t nanoseconds)
{
    struct timespec now;
    if (nanoseconds <= 0)
        return nanoseconds == 0;
    if (syscall(SYS_clock_gettime, 1, &now)) /* CLOCK_MONOTONIC; -std=c11 hides both names */
        return true;                         /* a filter forbids it, as errno says */
    if (deadline->tv_nsec < 0) {
        deadline->tv_sec = now.tv_sec + nanoseconds / 1000000000;
        deadline->tv_nsec = now.tv_nsec + nanoseconds % 1000000000;
        if (deadline->tv_nsec >= 1000000000) {
            deadline->tv_sec++;
            deadline->tv_nsec -= 1000000000;
        }
        return false;
    }
    return now.tv_sec > deadline->tv_sec ||
           (now.tv_sec == deadline->tv_sec && now.tv_nsec >= deadline->tv_nsec);
}

/* ht_wait, with a capacity that the caller has checked. */
HT_INLINE bool ht_pending_wait(ht_pending *set, size_t capacity, uint32_t wake_count,
                               int64_t nanoseconds)
{
    struct timespec deadline = {0, -1};
    int kept = errno;
    for (;;) {
        uint32_t top = ht_half_load_seq_cst(&set->top);
        if (top & HT_PENDING_ANY && ht_pending_look(set, capacity))
            return true;
        /* The count is read behind the top: a wake after that changes the top. */
        if (ht_pending_is_over(&deadline, nanoseconds) ||
            ht_half_load_seq_cst(&set->wakes) != wake_count)
            return false;
        /*
         * It was stale; or it is, as another process writes rubbish. But in memory that was given
         * back, a raise that began before has set it, and this thread, which has read a capacity of
         * 0, would turn for ever.
         */
        if (top & HT_PENDING_ANY && ht_bits_load_seq_cst(&set->abi))
            continue;
        if (!(top & HT_PENDING_MARK)) {
            if (!ht_half_compare_and_set_seq_cst(&set->top, &top, top | HT_PENDING_MARK))
                continue;
            top |= HT_PENDING_MARK;
        }
        /* Behind the mark: who gives the memory back clears this, and then changes the top. */
        if (!ht_bits_load_seq_cst(&set->abi)) {
            /* Another may be about to sleep on this mark; on a top without one nobody sleeps. */
            ht_half_store_relaxed(&set->top, 0);
            ht_pending_wake_all(set);
            return false;
        }
        if (syscall(SYS_futex, &set->top, HT_FUTEX_WAIT_BITSET, top,
                    nanoseconds < 0 ? HT_NULL : &deadline, HT_NULL, HT_FUTEX_BITSET_MATCH_ANY)) {
            if (errno != EAGAIN && errno != EINTR && errno != ETIMEDOUT)
                return false;
            errno = kept;
        }
    }
}

/*
 * Waits until something is pending and not masked: true; for ht_handle_pending, which may find that
 * another consumer was faster. A look beside another thread that waits or handles may miss what
 * that one is about to announce; so may ht_handle_pending. false: the time is over; or ht_wake was
 * called since that count, as Java does to end a wait or a loop of its own, also in another
 * process: so look at your own reason to stop; or Java has closed a set of its own, whose capacity
 * is 0 then: who waits in a loop has to end; or, with errno set, which it else leaves as it was,
 * the kernel lets nobody sleep here. 0 nanoseconds: a look; negative: no limit. Signals do not end
 * it: their handlers may call ht_wake. Several may wait, and all are woken.
 */
HT_INLINE bool ht_wait(ht_pending *set, uint32_t wake_count, int64_t nanoseconds)
{
    return ht_pending_wait(set, ht_pending_capacity(set), wake_count, nanoseconds);
}

/* Ends every ht_wait whose count was read before: they return false, if nothing is pending. */
HT_INLINE void ht_wake(ht_pending *set)
{
    ht_half_add_seq_cst(&set->wakes, 1);
    ht_half_add_seq_cst(&set->top, HT_PENDING_GENERATION); /* who is about to sleep does not */
    ht_pending_wake_all(set);
}

/* Finds again what is pending and was not announced, as its raiser or a consumer died half way. */
HT_INLINE void ht_rescan(ht_pending *set)
{
    ht_pending_rescan(set, ht_pending_capacity(set));
}

#ifdef __cplusplus
}
#endif
#endif
