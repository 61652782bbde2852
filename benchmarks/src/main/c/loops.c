/* SPDX-License-Identifier: Apache-2.0 */
#include "handler_table.h"

#include "io_github_handlertable_benchmarks_NativeSide.h"

/* The native methods of the Java class NativeSide, but those that make threads. */

#define NATIVE(type, name)                                                                         \
    JNIEXPORT type JNICALL Java_io_github_handlertable_benchmarks_NativeSide_##name

static ht_table *to_table(jlong address)
{
    return (ht_table *)(uintptr_t)address;
}

static ht_handler to_function(jlong address)
{
    return (ht_handler)(uintptr_t)address;
}

void ht_bench_nothing(void); /* in nothing.c */

/* One call each. */

NATIVE(jlong, word)(JNIEnv *env, jclass class, jlong table, jint index)
{
    (void)env, (void)class;
    return (jlong)ht_word_load_acquire(ht_slot(to_table(table), (size_t)index));
}

NATIVE(void, empty)(JNIEnv *env, jclass class)
{
    (void)env, (void)class;
}

NATIVE(jboolean, handle)(JNIEnv *env, jclass class, jlong table, jint index)
{
    (void)env, (void)class;
    return ht_handle(to_table(table), (size_t)index);
}

NATIVE(jboolean, takeAndGiveBack)(JNIEnv *env, jclass class, jlong table, jint index)
{
    (void)env, (void)class;
    ht_handler handler = ht_unregister(to_table(table), (size_t)index);
    ht_give_back(to_table(table), handler);
    return handler != NULL;
}

/* Loops of n rounds. They differ in what is called and in nothing else. */

NATIVE(void, fire)(JNIEnv *env, jclass class, jlong table, jint index, jint n)
{
    (void)env, (void)class;
    for (jint i = 0; i < n; i++)
        ht_handle(to_table(table), (size_t)index);
}

/* The slots below a power of two, one after another. */
NATIVE(void, fireInTurn)(JNIEnv *env, jclass class, jlong table, jint size, jint n)
{
    (void)env, (void)class;
    for (jint i = 0; i < n; i++)
        ht_handle(to_table(table), (size_t)(i & (size - 1)));
}

NATIVE(jlong, fireAll)(JNIEnv *env, jclass class, jlong table, jintArray indexes, jint n)
{
    (void)class;
    jint all[1024];
    const jsize most = sizeof all / sizeof *all;
    jsize length = (*env)->GetArrayLength(env, indexes);
    length = length < most ? length : most;
    (*env)->GetIntArrayRegion(env, indexes, 0, length, all);
    size_t handled = 0;
    for (jint i = 0; i < n; i++)
        handled += ht_handle_all(to_table(table), (const uint32_t *)all, (size_t)length);
    return (jlong)handled;
}

NATIVE(void, reregister)(JNIEnv *env, jclass class, jlong table, jint index, jint n)
{
    (void)env, (void)class;
    for (jint i = 0; i < n; i++) {
        ht_register(to_table(table), (size_t)index, ht_bench_nothing);
        ht_unregister(to_table(table), (size_t)index);
    }
}

NATIVE(void, reregisterInTurn)(JNIEnv *env, jclass class, jlong table, jint size, jint n)
{
    (void)env, (void)class;
    for (jint i = 0; i < n; i++) {
        ht_register(to_table(table), (size_t)(i & (size - 1)), ht_bench_nothing);
        ht_unregister(to_table(table), (size_t)(i & (size - 1)));
    }
}

NATIVE(void, replace)(JNIEnv *env, jclass class, jlong table, jint index, jint n)
{
    (void)env, (void)class;
    for (jint i = 0; i < n; i++)
        ht_replace(to_table(table), (size_t)index, ht_bench_nothing);
}

NATIVE(void, replaceInTurn)(JNIEnv *env, jclass class, jlong table, jint size, jint n)
{
    (void)env, (void)class;
    for (jint i = 0; i < n; i++)
        ht_replace(to_table(table), (size_t)(i & (size - 1)), ht_bench_nothing);
}

NATIVE(void, call)(JNIEnv *env, jclass class, jlong function, jint n)
{
    (void)env, (void)class;
    ht_handler handler = to_function(function);
    for (jint i = 0; i < n; i++)
        handler();
}

/* For a leaf, which takes no argument. */

static ht_handler chosen;

NATIVE(void, choose)(JNIEnv *env, jclass class, jlong function)
{
    (void)env, (void)class;
    chosen = to_function(function);
}

JNIEXPORT void ht_bench_call_chosen(void);

void ht_bench_call_chosen(void)
{
    for (jint i = 0; i < 1024; i++)
        chosen();
}

NATIVE(void, callAll)(JNIEnv *env, jclass class, jlongArray functions, jint n)
{
    (void)class;
    jlong all[512];
    const jsize most = sizeof all / sizeof *all;
    jsize length = (*env)->GetArrayLength(env, functions);
    length = length < most ? length : most;
    (*env)->GetLongArrayRegion(env, functions, 0, length, all);
    for (jint i = 0; i < n; i++)
        for (jsize one = 0; one < length; one++)
            to_function(all[one])();
}

NATIVE(void, callStatic)(JNIEnv *env, jclass class, jint n)
{
    jmethodID upcall = (*env)->GetStaticMethodID(env, class, "upcall", "()V");
    for (jint i = 0; upcall && i < n; i++)
        (*env)->CallStaticVoidMethod(env, class, upcall);
}

/* What a C programmer would write in place of a table. */

static _Atomic(ht_handler) array[1 << 24];

static inline void call_array(size_t index)
{
    ht_handler handler = atomic_load_explicit(&array[index], memory_order_acquire);
    if (handler)
        handler();
}

NATIVE(void, putInArray)(JNIEnv *env, jclass class, jint index, jlong function)
{
    (void)env, (void)class;
    atomic_store_explicit(&array[index], to_function(function), memory_order_release);
}

NATIVE(void, callArray)(JNIEnv *env, jclass class, jint index, jint n)
{
    (void)env, (void)class;
    for (jint i = 0; i < n; i++)
        call_array((size_t)index);
}

NATIVE(void, callArrayInTurn)(JNIEnv *env, jclass class, jint size, jint n)
{
    (void)env, (void)class;
    for (jint i = 0; i < n; i++)
        call_array((size_t)(i & (size - 1)));
}

/* Random slots, by Marsaglia's xorshift32. */

static inline uint32_t next(uint32_t random)
{
    random ^= random << 13;
    random ^= random >> 17;
    random ^= random << 5;
    return random;
}

NATIVE(jint, fireRandom)(JNIEnv *env, jclass class, jlong table, jint size, jint n, jint seed)
{
    (void)env, (void)class;
    uint32_t random = (uint32_t)seed;
    for (jint i = 0; i < n; i++) {
        random = next(random);
        ht_handle(to_table(table), random & ((uint32_t)size - 1));
    }
    return (jint)random;
}

NATIVE(jint, callArrayRandom)(JNIEnv *env, jclass class, jint size, jint n, jint seed)
{
    (void)env, (void)class;
    uint32_t random = (uint32_t)seed;
    for (jint i = 0; i < n; i++) {
        random = next(random);
        call_array(random & ((uint32_t)size - 1));
    }
    return (jint)random;
}
