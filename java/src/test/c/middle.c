/* SPDX-License-Identifier: Apache-2.0 */
#include "testlib.h"

/*
 * Runs Java code in the middle of HandlerTable's changes, with no hook in the product: its native
 * methods are bound to the functions here, which do the same as bridge.c, and call
 * TestNative.middle() before or after. See the Java class Middle.
 */

static jclass tests;
static jmethodID middle;

static void run_middle(JNIEnv *env)
{
    (*env)->CallStaticVoidMethod(env, tests, middle); /* what it throws comes out of the method */
}

static ht_word *slot(jlong table, jint index)
{
    return ht_slot(table_at(table), (size_t)index);
}

static jlong JNICALL before_register(JNIEnv *env, jclass class, jlong table, jint index,
                                     jlong handler)
{
    (void)class;
    run_middle(env);
    return (jlong)ht_word_compare_and_exchange_acq_rel(slot(table, index), 0, (uintptr_t)handler);
}

static jlong JNICALL after_register(JNIEnv *env, jclass class, jlong table, jint index,
                                    jlong handler)
{
    (void)class;
    uintptr_t found =
        ht_word_compare_and_exchange_acq_rel(slot(table, index), 0, (uintptr_t)handler);
    run_middle(env);
    return (jlong)found;
}

static jlong JNICALL before_replace(JNIEnv *env, jclass class, jlong table, jint index,
                                    jlong handler)
{
    (void)class;
    run_middle(env);
    return (jlong)ht_word_exchange_acq_rel(slot(table, index), (uintptr_t)handler);
}

static jlong JNICALL after_replace(JNIEnv *env, jclass class, jlong table, jint index,
                                   jlong handler)
{
    (void)class;
    uintptr_t found = ht_word_exchange_acq_rel(slot(table, index), (uintptr_t)handler);
    run_middle(env);
    return (jlong)found;
}

static jlong JNICALL before_unregister(JNIEnv *env, jclass class, jlong table, jint index)
{
    (void)class;
    run_middle(env);
    return (jlong)ht_word_exchange_acq_rel(slot(table, index), 0);
}

static jlong JNICALL after_unregister(JNIEnv *env, jclass class, jlong table, jint index)
{
    (void)class;
    uintptr_t found = ht_word_exchange_acq_rel(slot(table, index), 0);
    run_middle(env);
    return (jlong)found;
}

static jlong JNICALL around_unregister(JNIEnv *env, jclass class, jlong table, jint index)
{
    run_middle(env);
    return after_unregister(env, class, table, index);
}

static jboolean JNICALL before_remove(JNIEnv *env, jclass class, jlong table, jint index,
                                      jlong handler)
{
    (void)class;
    run_middle(env);
    return ht_word_compare_and_set_acq_rel(slot(table, index), (uintptr_t)handler, 0);
}

/* In the order of the Java enum Middle. */
static const JNINativeMethod methods[] = {
    {"register", "(JIJ)J", (void *)(uintptr_t)before_register},
    {"register", "(JIJ)J", (void *)(uintptr_t)after_register},
    {"replace", "(JIJ)J", (void *)(uintptr_t)before_replace},
    {"replace", "(JIJ)J", (void *)(uintptr_t)after_replace},
    {"unregister", "(JI)J", (void *)(uintptr_t)before_unregister},
    {"unregister", "(JI)J", (void *)(uintptr_t)after_unregister},
    {"unregister", "(JI)J", (void *)(uintptr_t)around_unregister},
    {"remove", "(JIJ)Z", (void *)(uintptr_t)before_remove},
};

TEST(void, bind)(JNIEnv *env, jclass class, jclass product, jint where)
{
    tests = (*env)->NewGlobalRef(env, class);
    middle = (*env)->GetStaticMethodID(env, class, "middle", "()V");
    if (middle)
        (*env)->RegisterNatives(env, product, &methods[where], 1);
}

/* The JVM will look the product's own functions up again. */
TEST(void, unbind)(JNIEnv *env, jclass class, jclass product)
{
    (void)class;
    (*env)->UnregisterNatives(env, product);
    (*env)->DeleteGlobalRef(env, tests);
}
