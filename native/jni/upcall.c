/* SPDX-License-Identifier: Apache-2.0 */
#include "bridge.h"

static ht_word refused;

/* A batch that can't enter Java is done one by one after, so it doesn't count itself. */
static void count_refused(int32_t stub)
{
    if (stub >= 0)
        ht_word_add_relaxed(&refused, 1);
}

uintptr_t ht_upcall_refused(void)
{
    return ht_word_load_relaxed(&refused);
}

/*
 * Stubs.dispatch catches all that a handler throws. What comes out all the same was thrown because
 * there was no stack left to enter Java, or to keep what the handler threw.
 */
static void escaped(JNIEnv *env, int32_t stub)
{
    jthrowable throwable = (*env)->ExceptionOccurred(env);
    (*env)->ExceptionClear(env);
    ht_thrown_put(env, throwable); /* for Java below, or else for the thread's next upcall */
    (*env)->DeleteLocalRef(env, throwable);
    count_refused(stub);
}

/* false: the thread can't enter Java now. */
static bool enter(int32_t stub)
{
    JNIEnv *env = ht_thread_env();
    if (!env) {
        count_refused(stub);
        return false;
    }
    (*env)->CallStaticVoidMethod(env, ht_jvm.stubs, ht_jvm.dispatch, (jint)stub);
    if ((*env)->ExceptionCheck(env))
        escaped(env, stub);
    return true;
}

void ht_upcall_jni(int32_t stub)
{
    enter(stub);
}

void ht_upcall_foreign(int32_t stub)
{
    if ((uintptr_t)__builtin_frame_address(0) > ht_thread_floor && !ht_threads_stopped())
        ht_jvm.foreign(stub);
    else if (enter(stub)) /* it fails without harm, where the foreign stub ends the process */
        ht_thread_admit();
}
