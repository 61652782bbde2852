/* SPDX-License-Identifier: Apache-2.0 */
#include "testlib.h"

/*
 * Runs Java code in the middle of HandlerTable's changes, with no hook in the product: its native
 * methods are bound to the functions here, which do the same as bridge.c, and call
 * TestNative.middle() before or after. See the Java class Middle.
 */

static jclass tests;
static jmethodID middle;
static ht_word *given; /* the product's list of what C has given back */

/* false: what it throws comes out of the method. */
static bool run_middle(JNIEnv *env)
{
    (*env)->CallStaticVoidMethod(env, tests, middle);
    return !(*env)->ExceptionCheck(env);
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

static jlong JNICALL around_register(JNIEnv *env, jclass class, jlong table, jint index,
                                     jlong handler)
{
    return run_middle(env) ? after_register(env, class, table, index, handler) : 0;
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

static jlong JNICALL around_replace(JNIEnv *env, jclass class, jlong table, jint index,
                                    jlong handler)
{
    return run_middle(env) ? after_replace(env, class, table, index, handler) : 0;
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
    return run_middle(env) ? after_unregister(env, class, table, index) : 0;
}

static jboolean JNICALL before_remove(JNIEnv *env, jclass class, jlong table, jint index,
                                      jlong handler)
{
    (void)class;
    run_middle(env);
    return ht_word_compare_and_set_acq_rel(slot(table, index), (uintptr_t)handler, 0);
}

static jlong JNICALL before_take_given(JNIEnv *env, jclass class)
{
    (void)class;
    run_middle(env);
    return (jlong)ht_word_exchange_acq_rel(given, 0);
}

static jlong JNICALL after_take_given(JNIEnv *env, jclass class)
{
    (void)class;
    uintptr_t taken = ht_word_exchange_acq_rel(given, 0);
    run_middle(env);
    return (jlong)taken;
}

static void JNICALL before_give_again(JNIEnv *env, jclass class, jlong note)
{
    (void)class;
    run_middle(env);
    uintptr_t *next = (uintptr_t *)(uintptr_t)note;
    do
        *next = ht_word_load_relaxed(given);
    while (!ht_word_compare_and_set_acq_rel(given, *next, (uintptr_t)note));
}

/* In the order of the Java enum Middle. */
static const JNINativeMethod methods[] = {
    {"register", "(JIJ)J", (void *)(uintptr_t)before_register},
    {"register", "(JIJ)J", (void *)(uintptr_t)after_register},
    {"register", "(JIJ)J", (void *)(uintptr_t)around_register},
    {"replace", "(JIJ)J", (void *)(uintptr_t)before_replace},
    {"replace", "(JIJ)J", (void *)(uintptr_t)after_replace},
    {"replace", "(JIJ)J", (void *)(uintptr_t)around_replace},
    {"unregister", "(JI)J", (void *)(uintptr_t)before_unregister},
    {"unregister", "(JI)J", (void *)(uintptr_t)after_unregister},
    {"unregister", "(JI)J", (void *)(uintptr_t)around_unregister},
    {"remove", "(JIJ)Z", (void *)(uintptr_t)before_remove},
    {"takeGiven", "()J", (void *)(uintptr_t)before_take_given},
    {"takeGiven", "()J", (void *)(uintptr_t)after_take_given},
    {"giveAgain", "(J)V", (void *)(uintptr_t)before_give_again},
};

TEST(void, bind)(JNIEnv *env, jclass class, jclass product, jint where, jlong list)
{
    if (!tests) { /* for ever: one action may have its middle in that of another */
        tests = (*env)->NewGlobalRef(env, class);
        middle = (*env)->GetStaticMethodID(env, class, "middle", "()V");
        if (!middle)
            test_fail("no middle");
        given = (ht_word *)(uintptr_t)list;
    }
    (*env)->RegisterNatives(env, product, &methods[where], 1);
}

/* The JVM will look the product's own functions up again. */
TEST(void, unbind)(JNIEnv *env, jclass class, jclass product)
{
    (void)class;
    (*env)->UnregisterNatives(env, product);
}
