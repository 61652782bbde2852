/* SPDX-License-Identifier: Apache-2.0 */
#include "bridge.h"
#include "leaves.h"
#include "raisers.h"
#include "sets.h"
#include "thrown.h"

#include <stdio.h>

/* The native methods of the Java class Native that are for pending sets. */

/* Java keeps addresses in jlong. */

static ht_pending *pending_at(jlong address)
{
    return (ht_pending *)(uintptr_t)address;
}

static struct ht_set *set_at(jlong address)
{
    return (struct ht_set *)(uintptr_t)address;
}

static size_t size_of(jint n)
{
    return (size_t)n;
}

NATIVE(jlong, bytesOfSet)(JNIEnv *env, jclass class, jint capacity)
{
    (void)env, (void)class;
    return (jlong)ht_pending_size(size_of(capacity));
}

NATIVE(jlong, createSet)(JNIEnv *env, jclass class, jint capacity)
{
    (void)env, (void)class;
    return (jlong)(uintptr_t)ht_set_create(size_of(capacity));
}

NATIVE(jlong, wrapSet)(JNIEnv *env, jclass class, jlong address, jint capacity)
{
    (void)env, (void)class;
    return (jlong)(uintptr_t)ht_set_wrap(pending_at(address), size_of(capacity));
}

/* Java's bytes of what was asked for; or puts it into the array's first element, and is NULL. */
static jbyteArray result(JNIEnv *env, const char *why_not, uintptr_t made, jlongArray out)
{
    if (why_not)
        return ht_java_bytes(env, why_not);
    const jlong value = (jlong)made;
    (*env)->SetLongArrayRegion(env, out, 0, 1, &value);
    return NULL;
}

NATIVE(jbyteArray, mapSet)
(JNIEnv *env, jclass class, jbyteArray file, jint capacity, jlongArray out)
{
    (void)class;
    char *name = ht_c_string(env, file);
    if (!name)
        return NULL;
    char why[HT_SET_WHY];
    struct ht_set *set = ht_set_map(name, size_of(capacity), why);
    free(name);
    return result(env, set ? NULL : why, (uintptr_t)set, out);
}

NATIVE(jbyteArray, makeRaiser)(JNIEnv *env, jclass class, jlong set, jint index, jlongArray out)
{
    (void)class;
    uintptr_t made = 0;
    const char *why_not = ht_set_raiser(set_at(set), (uint32_t)index, &made);
    return result(env, why_not, made, out);
}

NATIVE(void, endRaisers)(JNIEnv *env, jclass class, jlong set)
{
    (void)env, (void)class;
    ht_set_end_raisers(set_at(set));
    ht_count_close();
}

NATIVE(void, giveBackSet)(JNIEnv *env, jclass class, jlong set)
{
    (void)env, (void)class;
    ht_set_give_back(set_at(set));
}

NATIVE(void, freeSet)(JNIEnv *env, jclass class, jlong set)
{
    (void)env, (void)class;
    ht_set_free(set_at(set));
}

NATIVE(void, raise)(JNIEnv *env, jclass class, jlong address, jint capacity, jint index)
{
    (void)env, (void)class;
    ht_pending_raise(pending_at(address), size_of(capacity), size_of(index));
}

NATIVE(void, mask)(JNIEnv *env, jclass class, jlong address, jint index)
{
    (void)env, (void)class;
    ht_group *group = ht_pending_group(pending_at(address), size_of(index) / 64);
    ht_bits_or_seq_cst(&group->masked, ht_pending_index_bit(size_of(index)));
}

NATIVE(void, unmask)(JNIEnv *env, jclass class, jlong address, jint capacity, jint index)
{
    (void)env, (void)class;
    ht_pending_unmask(pending_at(address), size_of(capacity), size_of(index));
}

NATIVE(void, raiseAll)
(JNIEnv *env, jclass class, jlong address, jint capacity, jint first, jlong bits)
{
    (void)env, (void)class;
    for (uint64_t left = (uint64_t)bits; left; left &= left - 1)
        ht_pending_raise(pending_at(address), size_of(capacity),
                         size_of(first) + (size_t)__builtin_ctzll(left));
}

NATIVE(void, clean)
(JNIEnv *env, jclass class, jlong address, jint capacity, jint level, jint group)
{
    (void)env, (void)class;
    ht_pending_clean(pending_at(address), size_of(capacity), (unsigned)level, size_of(group));
}

NATIVE(jint, wakeCount)(JNIEnv *env, jclass class, jlong address)
{
    (void)env, (void)class;
    return (jint)ht_wake_count(pending_at(address));
}

NATIVE(jboolean, waitForSet)
(JNIEnv *env, jclass class, jlong address, jint capacity, jint wake_count, jlong nanoseconds)
{
    (void)env, (void)class;
    return ht_pending_wait(pending_at(address), size_of(capacity), (uint32_t)wake_count,
                           nanoseconds);
}

NATIVE(void, wake)(JNIEnv *env, jclass class, jlong address)
{
    (void)env, (void)class;
    ht_wake(pending_at(address));
}

/* What handleGroups has taken and not handled: it has one answer more than a jlong holds. */
static _Thread_local uint64_t left_of_group;

/* A group's bits that are indexes of the set: who else writes into a file may have set others. */
static uint64_t within(size_t capacity, size_t group)
{
    return group == capacity / 64 ? ht_pending_index_bit(capacity) - 1 : UINT64_MAX;
}

/* Whether no table or set was closed since Java looked. */
static bool is_open(jlong closes)
{
    /* Pairs with the release with which a close takes a handler out, or stores the capacity 0. */
    atomic_thread_fence(memory_order_acquire);
    return ht_word_load_relaxed(&ht_closes) == (uintptr_t)closes;
}

/*
 * Handles the indexes of these bits of a group. Ends in front of one with a stub, or of one without
 * a handler, which a close may have taken out; or behind one that has left a Throwable. Returns the
 * bits that are left.
 */
static uint64_t handle_bits(ht_table *table, size_t group, uint64_t bits, jlong closes,
                            jlong *handled, const struct ht_kept *const *kept)
{
    const uintptr_t stubs = ht_stubs.first;
    const uintptr_t span = ht_stubs.span;
    const bool leaves = ht_word_load_relaxed(&ht_leaves_called);
    while (bits && !*kept) {
        uintptr_t word = ht_word_at(table, group * 64 + (size_t)__builtin_ctzll(bits));
        if (word - stubs < span || (!word && !is_open(closes)))
            break;
        bits &= bits - 1;
        if (word) {
            ++*handled;
            if (leaves && ht_leaves_contain(word))
                ht_leaf_call(word);
            else
                ((ht_handler)word)();
        }
    }
    return bits;
}

NATIVE(jlong, handleGroups)
(JNIEnv *env, jclass class, jlong address, jlong set, jint capacity, jint place, jlong groups,
 jlong taken, jlong closes)
{
    (void)env, (void)class;
    ht_table *table = (ht_table *)(uintptr_t)address;
    const struct ht_kept *const *kept = ht_thrown_own();
    uint64_t marked = (uint64_t)groups, bits = (uint64_t)taken;
    size_t first = size_of(place) * 64, end = HT_PENDING_HOLD(size_of(capacity));
    jlong handled = 0;
    for (;;) {
        int lowest = __builtin_ctzll(marked);
        uint64_t left = handle_bits(table, first + (size_t)lowest, bits, closes, &handled, kept);
        if (left || *kept || !is_open(closes)) {
            int last = left == bits ? 0 : 63 - __builtin_clzll(left ^ bits);
            left_of_group = left;
            return handled << 16 | (jlong)last << 8 | lowest;
        }
        marked &= marked - 1;
        size_t next = marked ? first + (size_t)__builtin_ctzll(marked) : end;
        if (next >= end) /* such a writer may have marked what is no group, too */
            return handled << 16 | 64;
        bits = ht_pending_take(pending_at(set), size_of(capacity), next, UINT64_MAX, 64) &
               within(size_of(capacity), next);
    }
}

NATIVE(jlong, leftOfGroup)(JNIEnv *env, jclass class)
{
    (void)env, (void)class;
    return (jlong)left_of_group;
}
