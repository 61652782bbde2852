/* SPDX-License-Identifier: Apache-2.0 */
#include "handler_table.h"

#include "io_github_handlertable_benchmarks_NativeSide.h"

#define NATIVE(type, name)                                                                         \
    JNIEXPORT type JNICALL Java_io_github_handlertable_benchmarks_NativeSide_##name

static ht_table *to_table(jlong address)
{
    return (ht_table *)(uintptr_t)address;
}

/* From Java, one call each. */

NATIVE(void, empty)(JNIEnv *env, jclass class)
{
    (void)env, (void)class;
}

NATIVE(jboolean, handle)(JNIEnv *env, jclass class, jlong table, jint index)
{
    (void)env, (void)class;
    return ht_handle(to_table(table), (size_t)index);
}

/* Loops of n calls. They differ in what is called and in nothing else. */

NATIVE(void, fire)(JNIEnv *env, jclass class, jlong table, jint index, jint n)
{
    (void)env, (void)class;
    for (jint i = 0; i < n; i++)
        ht_handle(to_table(table), (size_t)index);
}

NATIVE(void, call)(JNIEnv *env, jclass class, jlong function, jint n)
{
    (void)env, (void)class;
    ht_handler handler = (ht_handler)(uintptr_t)function;
    for (jint i = 0; i < n; i++)
        handler();
}

NATIVE(void, callStatic)(JNIEnv *env, jclass class, jstring name, jint n)
{
    const char *chars = (*env)->GetStringUTFChars(env, name, NULL);
    jmethodID method = chars ? (*env)->GetStaticMethodID(env, class, chars, "()V") : NULL;
    for (jint i = 0; method && i < n; i++)
        (*env)->CallStaticVoidMethod(env, class, method);
    if (chars)
        (*env)->ReleaseStringUTFChars(env, name, chars);
}

/* What a C programmer would write in place of a table. */

static _Atomic(ht_handler) array[64];

NATIVE(void, putInArray)(JNIEnv *env, jclass class, jint index, jlong function)
{
    (void)env, (void)class;
    atomic_store_explicit(&array[index], (ht_handler)(uintptr_t)function, memory_order_release);
}

NATIVE(void, callArray)(JNIEnv *env, jclass class, jint index, jint n)
{
    (void)env, (void)class;
    for (jint i = 0; i < n; i++) {
        ht_handler handler = atomic_load_explicit(&array[index], memory_order_acquire);
        if (handler)
            handler();
    }
}
