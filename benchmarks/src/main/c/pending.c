/* SPDX-License-Identifier: Apache-2.0 */
#include "io_github_handlertable_benchmarks_NativeSide.h"
#include "raise.h"

/* Loops over pending events: native methods of NativeSide. */

#define NATIVE(type, name)                                                                         \
    JNIEXPORT type JNICALL Java_io_github_handlertable_benchmarks_NativeSide_##name

enum { SLOTS = 64, MOST_GROUPS = 1024 };

static ht_pending *to_set(jlong address)
{
    return (ht_pending *)(uintptr_t)address;
}

static ht_table *to_table(jlong address)
{
    return (ht_table *)(uintptr_t)address;
}

static ht_bench_raiser to_raiser(jlong address)
{
    return (ht_bench_raiser)(uintptr_t)address;
}

static void put(ht_bits *word, uint64_t value)
{
    atomic_store_explicit(word, value, memory_order_relaxed); /* no lock: it is to cost nothing */
}

NATIVE(jobject, groups)(JNIEnv *env, jclass class, jlong set)
{
    (void)class;
    size_t groups = HT_PENDING_HOLD(ht_pending_capacity(to_set(set)));
    return (*env)->NewDirectByteBuffer(env, ht_pending_group(to_set(set), 0),
                                       (jlong)(groups * sizeof(ht_group)));
}

NATIVE(void, raiseInTurn)(JNIEnv *env, jclass class, jlong raiser, jlong set, jint step, jint n)
{
    (void)env, (void)class;
    for (jint i = 0; i < n; i++)
        to_raiser(raiser)(to_set(set), (size_t)(i & (SLOTS - 1)) * (size_t)step);
}

NATIVE(void, raiseNew)(JNIEnv *env, jclass class, jlong raiser, jlong set, jint n)
{
    (void)env, (void)class;
    for (jint turn = 0; turn < n / SLOTS; turn++) {
        for (size_t group = 0; group < SLOTS; group++)
            put(&ht_pending_group(to_set(set), group)->pending, 0);
        for (size_t group = 0; group < SLOTS; group++)
            to_raiser(raiser)(to_set(set), group * 64);
    }
}

NATIVE(void, raiseFirst)(JNIEnv *env, jclass class, jlong raiser, jlong set, jint n)
{
    (void)env, (void)class;
    size_t capacity = ht_pending_capacity(to_set(set));
    ht_bits *words[5] = {&ht_pending_group(to_set(set), 0)->pending};
    unsigned levels = ht_pending_levels(capacity);
    for (unsigned level = 1; level <= levels; level++)
        words[level] = ht_pending_summary(to_set(set), capacity, level, 0);
    for (jint i = 0; i < n; i++) {
        for (unsigned level = 0; level <= levels; level++)
            put(words[level], 0);
        ht_half_store_relaxed(&to_set(set)->top, 0);
        to_raiser(raiser)(to_set(set), 0);
    }
}

/* What raisers have left in each group, with the summary as it is. */
struct pattern {
    jlong bits[MOST_GROUPS];
    jsize groups;
};

static void read_pattern(JNIEnv *env, jlongArray bits, struct pattern *pattern)
{
    jsize length = (*env)->GetArrayLength(env, bits);
    pattern->groups = length < MOST_GROUPS ? length : MOST_GROUPS;
    (*env)->GetLongArrayRegion(env, bits, 0, pattern->groups, pattern->bits);
}

static void make_pending(ht_pending *set, const struct pattern *pattern)
{
    for (jsize group = 0; group < pattern->groups; group++)
        put(&ht_pending_group(set, (size_t)group)->pending, (uint64_t)pattern->bits[group]);
}

NATIVE(jlong, handlePending)
(JNIEnv *env, jclass class, jlong table, jlong set, jlongArray bits, jint n)
{
    (void)class;
    struct pattern pattern;
    read_pattern(env, bits, &pattern);
    size_t handled = 0;
    for (jint i = 0; i < n; i++) {
        make_pending(to_set(set), &pattern);
        handled += ht_handle_pending(to_table(table), to_set(set), SIZE_MAX);
    }
    return (jlong)handled;
}

/* Indexes far from one another, all below the capacity, which is a power of two. */
static size_t scattered(jint i, size_t capacity)
{
    return (size_t)i * 40503 & (capacity - 1);
}

NATIVE(jlong, raiseAndHandle)(JNIEnv *env, jclass class, jlong table, jlong set, jint n)
{
    (void)env, (void)class;
    size_t capacity = ht_pending_capacity(to_set(set)), handled = 0;
    for (jint i = 0; i < n; i++) {
        ht_raise(to_set(set), scattered(i, capacity));
        handled += ht_handle_pending(to_table(table), to_set(set), SIZE_MAX);
    }
    return (jlong)handled;
}

NATIVE(jlong, setAndHandle)(JNIEnv *env, jclass class, jlong table, jlong set, jint n)
{
    (void)env, (void)class;
    size_t capacity = ht_pending_capacity(to_set(set)), handled = 0;
    for (jint i = 0; i < n; i++) {
        size_t index = scattered(i, capacity);
        ht_bits_or_seq_cst(&ht_pending_group(to_set(set), index / 64)->pending,
                           ht_pending_index_bit(index));
        handled += ht_handle(to_table(table), index);
    }
    return (jlong)handled;
}
