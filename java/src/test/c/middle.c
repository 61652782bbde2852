/* SPDX-License-Identifier: Apache-2.0 */
#include "testlib.h"

/*
 * Runs Java code in the middle of HandlerTable's register and unregister, with no hook in the
 * product: its native methods are bound to the functions here, which do the same as bridge.c, and
 * call TestNative.middle() before or after. See the Java class Middle.
 */

static jclass tests;
static jmethodID middle;

static void run_middle(JNIEnv *env)
{
    (*env)->CallStaticVoidMethod(env, tests, middle); /* what it throws comes out of the method */
}

static jboolean JNICALL before_register(JNIEnv *env, jclass class, jlong table, jint index,
                                        jlong handler)
{
    (void)class;
    run_middle(env);
    return ht_register(table_at(table), (size_t)(jlong)index, handler_at(handler));
}

static jboolean JNICALL after_register(JNIEnv *env, jclass class, jlong table, jint index,
                                       jlong handler)
{
    (void)class;
    bool registered = ht_register(table_at(table), (size_t)(jlong)index, handler_at(handler));
    run_middle(env);
    return registered;
}

static jlong JNICALL after_unregister(JNIEnv *env, jclass class, jlong table, jint index)
{
    (void)class;
    ht_handler handler = ht_unregister(table_at(table), (size_t)(jlong)index);
    run_middle(env);
    return (jlong)(uintptr_t)handler;
}

static void bind(JNIEnv *env, jclass class, jclass product, const char *name, const char *signature,
                 void *function)
{
    tests = (*env)->NewGlobalRef(env, class);
    middle = (*env)->GetStaticMethodID(env, class, "middle", "()V");
    JNINativeMethod method = {(char *)(uintptr_t)name, (char *)(uintptr_t)signature, function};
    if (middle)
        (*env)->RegisterNatives(env, product, &method, 1);
}

TEST(void, bindBeforeRegister)(JNIEnv *env, jclass class, jclass product)
{
    bind(env, class, product, "register", "(JIJ)Z", (void *)(uintptr_t)before_register);
}

TEST(void, bindAfterRegister)(JNIEnv *env, jclass class, jclass product)
{
    bind(env, class, product, "register", "(JIJ)Z", (void *)(uintptr_t)after_register);
}

TEST(void, bindAfterUnregister)(JNIEnv *env, jclass class, jclass product)
{
    bind(env, class, product, "unregister", "(JI)J", (void *)(uintptr_t)after_unregister);
}

/* The JVM will look the product's own functions up again. */
TEST(void, unbind)(JNIEnv *env, jclass class, jclass product)
{
    (void)class;
    (*env)->UnregisterNatives(env, product);
    (*env)->DeleteGlobalRef(env, tests);
}
