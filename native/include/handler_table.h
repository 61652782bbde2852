/* SPDX-License-Identifier: Apache-2.0 */
#ifndef HANDLER_TABLE_H
#define HANDLER_TABLE_H

/*
 * A fixed-size, lock-free table of event handlers. Each slot is one machine word: 0 (empty) or the
 * address of a `void (*)(void)` function. C11, or C++17 and later. This file is all it takes; to
 * take an operation's address, or to call it from another language, link libhandler_table.
 *
 * Ordering. Everything in this library that is said about memory order follows from these lines:
 *
 *   ht_register, true     acq_rel   What the caller wrote before is visible to every handler call
 *                                   that ht_handle makes because of this registration, and to
 *                                   whoever takes the handler out with ht_unregister.
 *   ht_register, false    relaxed   Orders nothing.
 *   ht_unregister         acq_rel   Sees what the registering thread wrote before; what the caller
 *                                   wrote before is visible to the next successful ht_register.
 *   ht_replace            acq_rel   As ht_register for the handler that comes, as ht_unregister for
 *                                   the one that goes.
 *   ht_handle(_all)       acquire   Pairs with the release in ht_register and ht_replace.
 *   ht_word_at            acquire   The same.
 *
 * Java may replace one of its handlers by another without touching the slot: then every call of the
 * new one sees what was written before, but ht_unregister and ht_replace do not.
 *
 * The Rust crate handler_table 0.1.2, the model of this interface, registers with acquire only,
 * which publishes nothing: on ARM and RISC-V its handlers may run on stale data.
 * ht_unregister and ht_replace do not wait: another thread that read the slot before may still be
 * inside the handler, or about to call it. Code and data of a handler must outlive such calls.
 *
 * Progress. register, unregister, replace, handle, capacity and slots are wait-free: no loop, no
 * lock, no allocation (the processor's own atomics; where they are LL/SC pairs, a few retries).
 * handle_all is n times handle. create, destroy and give_back are as good as malloc and free;
 * give_back is lock-free but for that.
 *
 * May X run beside Y, on the same table, from any threads and from inside a handler?
 *
 *                register  unregister  replace  handle(_all)  give_back  capacity, slots  destroy
 *   register       yes        yes         yes        yes         yes           yes          no
 *   unregister     yes        yes         yes        yes         yes           yes          no
 *   replace        yes        yes         yes        yes         yes           yes          no
 *   handle         yes        yes         yes        yes         yes           yes          no
 *   give_back      yes        yes         yes        yes         yes           yes          no
 *   destroy        no         no          no         no          no            no           no
 *
 * Signal handlers and forked children may call all but create, destroy and give_back, as long as
 * the registered functions may run there. A Java handler must not run in a signal handler; in a
 * forked child its call does nothing.
 */

#if defined(__cplusplus) ? __cplusplus < 201703L : __STDC_VERSION__ < 201112L
#error "handler_table.h needs C11 or C++17, or later: -std=c11, -std=c++17"
#endif

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#ifdef __cplusplus
#include <atomic>
#include <cstdint>
#define HT_STD(name) std::name
#define HT_CAST(type, value) reinterpret_cast<type>(value)
#define HT_NULL nullptr
typedef std::atomic<std::uintptr_t> ht_word;
static_assert(sizeof(ht_word) == sizeof(uintptr_t) && ht_word::is_always_lock_free, "as in C");
extern "C" {
#else
#include <stdalign.h>
#include <stdatomic.h>
#define HT_STD(name) name
#define HT_CAST(type, value) ((type)(value))
#define HT_NULL NULL
typedef _Atomic uintptr_t ht_word;
static_assert(ATOMIC_POINTER_LOCK_FREE == 2, "slots need lock-free atomics");
#endif

/* Always inlined: a program that only includes this file also links at -O0. */
#if defined(__GNUC__)
#define HT_INLINE inline __attribute__((always_inline))
#else
#define HT_INLINE inline
#endif

/*
 * An event handler. It may call anything here, on its own slot too, and change errno. It must
 * return; by longjmp, an exception, or its thread's end or cancellation, a JVM would crash. Where a
 * JNI exception is pending, a Java handler must not be called: that exception might be lost.
 */
typedef void (*ht_handler)(void);

/*
 * A table is an array of cache lines: the first is the header, each further one holds slots. So a
 * slot's traffic never slows down the reading of the header.
 */
#define HT_CACHE_LINE 64
#define HT_LINE_WORDS (HT_CACHE_LINE / sizeof(uintptr_t))
typedef struct ht_table {
    alignas(HT_CACHE_LINE) ht_word words[HT_LINE_WORDS];
} ht_table;
static_assert(sizeof(ht_table) == HT_CACHE_LINE, "a table is made of whole cache lines");

/*
 * The header's words. The first three are constant; but when Java closes a table that it made,
 * CAPACITY becomes 0, before slots are emptied and pages given back: who read it before finds empty
 * slots, and what he writes there is lost. The next ones are set once, by a JVM that is about to
 * register its first Java handler here: its stubs, function pointers that enter Java, lie in the
 * STUBS_SPAN bytes from STUBS on; RUNNER is an ht_runner, GIVE_BACK an ht_giver. The rest are 0.
 */
enum {
    HT_HEADER_CAPACITY,
    HT_HEADER_ABI,
    HT_HEADER_ALLOCATION,
    HT_HEADER_RUNNER,
    HT_HEADER_STUBS,
    HT_HEADER_STUBS_SPAN,
    HT_HEADER_GIVE_BACK
};

/*
 * Handles the first of n indexes, n > 0, and as many after it as one entry into Java can do. Adds
 * to *handled how many had a handler, and returns how many indexes that were.
 */
typedef size_t (*ht_runner)(ht_table *table, const uint32_t *indexes, size_t n, size_t *handled);

/* Takes note that C gives back a stub that it took out of this table. */
typedef void (*ht_giver)(ht_table *table, ht_handler handler);

/* Marks a table of this layout; changes when the layout does: "htb", version 1. */
#define HT_ABI 0x68746201u
/* The product's version. */
#define HT_VERSION_MAJOR 0
#define HT_VERSION_MINOR 1
#define HT_VERSION_PATCH 0

/* Cache lines of a table, header included. */
#define HT_LINES(capacity) (1 + (capacity) / HT_LINE_WORDS + ((capacity) % HT_LINE_WORDS != 0))

/*
 * Defines a table: HT_DEFINE(irqs, 64); then ht_register(irqs, 3, on_timer). A constant
 * initialiser, no heap, no init call; put `static` before it to keep it to one file. `name` is an
 * array, and so an ht_table * wherever one is expected; `extern ht_table name[];` declares it. An
 * exported one wants a prefix: some JVMs export functions named events, find, help or threads.
 */
#define HT_DEFINE(name, capacity) ht_table name[HT_LINES(capacity)] = {{{(capacity), HT_ABI}}}

/* The atomics. All of them stand here; the order is in the name. */

HT_INLINE uintptr_t ht_word_load_relaxed(const ht_word *word)
{
    return HT_STD(atomic_load_explicit)(word, HT_STD(memory_order_relaxed));
}

HT_INLINE void ht_word_store_relaxed(ht_word *word, uintptr_t value)
{
    HT_STD(atomic_store_explicit)(word, value, HT_STD(memory_order_relaxed));
}

/* Pairs with load_acquire. */
HT_INLINE void ht_word_store_release(ht_word *word, uintptr_t value)
{
    HT_STD(atomic_store_explicit)(word, value, HT_STD(memory_order_release));
}

HT_INLINE void ht_word_add_relaxed(ht_word *word, uintptr_t value)
{
    HT_STD(atomic_fetch_add_explicit)(word, value, HT_STD(memory_order_relaxed));
}

/* Pairs with compare_and_set, exchange and store_release: sees what was written before them. */
HT_INLINE uintptr_t ht_word_load_acquire(const ht_word *word)
{
    return HT_STD(atomic_load_explicit)(word, HT_STD(memory_order_acquire));
}

/*
 * Acquires from and releases to compare_and_set and exchange, as a slot is handed over in both
 * directions. Releases to load_acquire.
 */
HT_INLINE uintptr_t ht_word_exchange_acq_rel(ht_word *word, uintptr_t value)
{
    return HT_STD(atomic_exchange_explicit)(word, value, HT_STD(memory_order_acq_rel));
}

/*
 * Releases to load_acquire and exchange, acquires from exchange. A failure orders nothing. Returns
 * what the word held, which is `expected` if it was set.
 */
HT_INLINE uintptr_t ht_word_compare_and_exchange_acq_rel(ht_word *word, uintptr_t expected,
                                                         uintptr_t value)
{
#if defined(__riscv) && defined(__GNUC__) && !defined(__clang__) && __GNUC__ < 14
    /* GCC before 14 takes the order of a RISC-V compare-and-swap from its failure order alone. */
    HT_STD(atomic_thread_fence)(HT_STD(memory_order_release));
#endif
    HT_STD(atomic_compare_exchange_strong_explicit)
    (word, &expected, value, HT_STD(memory_order_acq_rel), HT_STD(memory_order_relaxed));
    return expected;
}

/* The same; whether the word was set. */
HT_INLINE bool ht_word_compare_and_set_acq_rel(ht_word *word, uintptr_t expected, uintptr_t value)
{
    return ht_word_compare_and_exchange_acq_rel(word, expected, value) == expected;
}

/*
 * The word of a slot; the index is within bounds. By integers, because the compiler, which can't
 * see the bounds check before, would else warn of a constant index beyond a table of HT_DEFINE.
 */
HT_INLINE ht_word *ht_slot(ht_table *table, size_t index)
{
    return HT_CAST(ht_word *, HT_CAST(uintptr_t, table) + HT_CACHE_LINE + index * sizeof(ht_word));
}

/*
 * Makes a table with all slots empty. NULL if there is not enough memory, or if that many slots
 * can't be addressed. 0 slots are legal. Ends with ht_destroy.
 */
HT_INLINE ht_table *ht_create(size_t capacity)
{
    bool possible = capacity <= PTRDIFF_MAX / sizeof(ht_word) - 3 * HT_LINE_WORDS;
    /* calloc and not aligned_alloc: a large table's pages stay untouched until they are used. */
    void *allocation = possible ? calloc(HT_LINES(capacity) + 1, HT_CACHE_LINE) : HT_NULL;
    uintptr_t end = HT_CAST(uintptr_t, allocation) + HT_CACHE_LINE - 1;
    ht_table *table = HT_CAST(ht_table *, end - end % HT_CACHE_LINE); /* of NULL: NULL */
    if (allocation) {
        ht_word_store_relaxed(&table->words[HT_HEADER_CAPACITY], capacity);
        ht_word_store_relaxed(&table->words[HT_HEADER_ABI], HT_ABI);
        ht_word_store_relaxed(&table->words[HT_HEADER_ALLOCATION], HT_CAST(uintptr_t, allocation));
    }
    return table;
}

/*
 * Frees what ht_create made; leaves NULL and tables of HT_DEFINE. Nothing may use the table any
 * more: if Java has wrapped it, its HandlerTable is closed before. Not for a table that Java made.
 */
HT_INLINE void ht_destroy(ht_table *table)
{
    uintptr_t allocation = table ? ht_word_load_relaxed(&table->words[HT_HEADER_ALLOCATION]) : 0;
    if (allocation) /* so that Java does not take for a table what malloc leaves there */
        ht_word_store_relaxed(&table->words[HT_HEADER_ABI], 0);
    free(HT_CAST(void *, allocation));
}

/* The number of slots; 0 of a table made in Java that is closed. */
HT_INLINE size_t ht_capacity(const ht_table *table)
{
    return ht_word_load_relaxed(&table->words[HT_HEADER_CAPACITY]);
}

/* The words themselves: 0 or a function pointer. Access them atomically. */
HT_INLINE uintptr_t *ht_slots(ht_table *table)
{
    return HT_CAST(uintptr_t *, HT_CAST(uintptr_t, table) + HT_CACHE_LINE);
}

/* Puts the handler into an empty slot. false: out of bounds, taken, or NULL handler. */
HT_INLINE bool ht_register(ht_table *table, size_t index, ht_handler handler)
{
    return index < ht_capacity(table) && handler &&
           ht_word_compare_and_set_acq_rel(ht_slot(table, index), 0, HT_CAST(uintptr_t, handler));
}

/*
 * Empties the slot and returns the handler that was in it. NULL: out of bounds or empty.
 *
 * A Java handler that C takes out, here or by ht_replace, is kept: its pointer stays valid, to be
 * called or put into a slot again, and the table keeps the handler alive. That ends when C gives
 * the pointer back (ht_give_back), or Java unregisters it from the slot that it was made for, or
 * the table closes. Each one kept costs memory, but no operation takes more steps for it. After
 * that, a copy that C puts into a slot is dead. C sees a taken slot, whose call does nothing; Java
 * sees an empty one, and its next register there puts the new handler in the copy's place.
 */
HT_INLINE ht_handler ht_unregister(ht_table *table, size_t index)
{
    uintptr_t word =
        index < ht_capacity(table) ? ht_word_exchange_acq_rel(ht_slot(table, index), 0) : 0;
    return HT_CAST(ht_handler, word);
}

/*
 * Puts the handler into the slot in one step, so that it is never empty between, and returns the
 * one that was there. NULL: the slot was empty, and now has the handler; or nothing is done, as it
 * is out of bounds or the handler is NULL. For a Java handler that C takes out see ht_unregister.
 */
HT_INLINE ht_handler ht_replace(ht_table *table, size_t index, ht_handler handler)
{
    uintptr_t word = HT_CAST(uintptr_t, handler);
    if (index >= ht_capacity(table) || !handler)
        return HT_NULL;
    word = ht_word_exchange_acq_rel(ht_slot(table, index), word);
    return HT_CAST(ht_handler, word);
}

/*
 * Says that nobody in C will use this pointer to a Java handler any more: ends its registration.
 * To be called once for each pointer that C took out of this table and has not put back, and before
 * the table closes: once too often or too late might end a later registration with the same
 * pointer. Java lets the handler go at the next register, unregister, replace or stats of any table
 * of its class loader; a note of it is kept till then.
 *
 * Does nothing for NULL, a C function, a pointer that is in the slot that it was made for, another
 * table's Java handler, or one of another class loader than the first that registered here; and
 * nothing where there is no JVM. The thread need not be attached, and no lock is taken but
 * malloc's. If malloc has no memory, the handler is kept until its table closes.
 */
HT_INLINE void ht_give_back(ht_table *table, ht_handler handler)
{
    /* The JVM's thread stores it last, with release: who loads it as not 0 sees the other two. */
    uintptr_t span = ht_word_load_acquire(&table->words[HT_HEADER_STUBS_SPAN]);
    uintptr_t stubs = ht_word_load_relaxed(&table->words[HT_HEADER_STUBS]);
    uintptr_t give_back = ht_word_load_relaxed(&table->words[HT_HEADER_GIVE_BACK]);
    if (HT_CAST(uintptr_t, handler) - stubs < span)
        HT_CAST(ht_giver, give_back)(table, handler);
}

/* What the slot holds; 0 also when out of bounds. Acquire, as ht_handle. */
HT_INLINE uintptr_t ht_word_at(ht_table *table, size_t index)
{
    return index < ht_capacity(table) ? ht_word_load_acquire(ht_slot(table, index)) : 0;
}

/*
 * Calls the handler in the slot, on this thread. false: out of bounds or empty. A Java handler that
 * was unregistered meanwhile, or can't be entered, is called for nothing: true all the same.
 */
HT_INLINE bool ht_handle(ht_table *table, size_t index)
{
    uintptr_t word = ht_word_at(table, index);
    if (word)
        HT_CAST(ht_handler, word)();
    return word != 0;
}

/*
 * Handles each of n indexes, in order, and returns how many had a handler: as n times ht_handle,
 * but a run of Java handlers enters Java once.
 */
HT_INLINE size_t ht_handle_all(ht_table *table, const uint32_t *indexes, size_t n)
{
    /* The JVM's thread stores it last, with release: who loads it as not 0 sees the other two. */
    uintptr_t span = ht_word_load_acquire(&table->words[HT_HEADER_STUBS_SPAN]);
    uintptr_t stubs = ht_word_load_relaxed(&table->words[HT_HEADER_STUBS]);
    uintptr_t run = ht_word_load_relaxed(&table->words[HT_HEADER_RUNNER]);
    size_t handled = 0;
    for (size_t i = 0; i < n;) {
        uintptr_t word = ht_word_at(table, indexes[i]);
        if (word - stubs < span) {
            i += HT_CAST(ht_runner, run)(table, indexes + i, n - i, &handled);
            continue;
        }
        if (word) {
            HT_CAST(ht_handler, word)();
            handled++;
        }
        i++;
    }
    return handled;
}

#ifdef __cplusplus
}
#endif
#endif
