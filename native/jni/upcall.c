/* SPDX-License-Identifier: Apache-2.0 */
#include "bridge.h"

static ht_word refused;

uintptr_t ht_upcall_refused(void)
{
    return ht_word_load_relaxed(&refused);
}

/*
 * Upcalls.dispatch catches all that a handler throws. What comes out all the same was thrown on the
 * way in: there was no stack left to enter Java.
 */
static void escaped(JNIEnv *env)
{
    jthrowable throwable = (*env)->ExceptionOccurred(env);
    (*env)->ExceptionClear(env);
    if (!ht_thread_is_ours())
        ht_thrown_put(env, throwable); /* there is Java below that waits for it */
    (*env)->DeleteLocalRef(env, throwable);
    ht_word_add_relaxed(&refused, 1);
}

void ht_upcall(int32_t stub)
{
    JNIEnv *env = ht_thread_env();
    if (!env) {
        ht_word_add_relaxed(&refused, 1);
        return;
    }
    (*env)->CallStaticVoidMethod(env, ht_jvm.upcalls, ht_jvm.dispatch, (jint)stub);
    if ((*env)->ExceptionCheck(env))
        escaped(env);
}
