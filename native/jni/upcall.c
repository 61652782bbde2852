/* SPDX-License-Identifier: Apache-2.0 */
#include "bridge.h"

static ht_word stale, refused;

/* -Xcheck:jni wants to be asked for exceptions after each call. */
static bool checked;

/* A batch that comes to nothing is done one by one after, so it doesn't count itself. */
static void count(ht_word *what, int32_t call)
{
    if ((uint32_t)call >> HT_CALL_BATCH_SHIFT == 0)
        ht_word_add_relaxed(what, 1);
}

void ht_upcall_count_stale(int32_t call)
{
    count(&stale, call);
}

uintptr_t ht_upcall_stale(void)
{
    return ht_word_load_relaxed(&stale);
}

uintptr_t ht_upcall_refused(void)
{
    return ht_word_load_relaxed(&refused);
}

/*
 * Upcall.accept catches all that a handler throws. What comes out all the same was thrown because
 * there was no stack left to enter Java, or to keep what the handler threw.
 */
static void escaped(JNIEnv *env, int32_t call)
{
    jthrowable throwable = (*env)->ExceptionOccurred(env);
    (*env)->ExceptionClear(env);
    ht_thrown_put(env, throwable); /* for Java below, or else for the thread's next upcall */
    (*env)->DeleteLocalRef(env, throwable);
    count(&refused, call);
}

/* false: the thread can't enter Java now. */
static bool enter(int32_t call)
{
    JNIEnv *env = ht_thread_env();
    if (!env) {
        count(&refused, call);
        return false;
    }
    /* Gate.enter returns 1: what else comes back, does so with an exception. */
    const jvalue argument = {.i = call};
    jint entered = (*env)->CallStaticIntMethodA(env, ht_jvm.gate, ht_jvm.enter, &argument);
    if ((entered != 1 || checked) && (*env)->ExceptionCheck(env))
        escaped(env, call);
    return true;
}

void ht_upcall_jni(int32_t call)
{
    enter(call);
}

void ht_upcall_foreign(int32_t call)
{
    if ((uintptr_t)__builtin_frame_address(0) > ht_thread_floor && !ht_threads_stopped())
        ht_jvm.foreign(call);
    else if (enter(call)) /* it fails without harm, where the foreign stub ends the process */
        ht_thread_admit();
}

/* -Xcheck:jni gives out guarded copies of arrays, a new one each time. false: with an exception. */
static bool see_if_checked(JNIEnv *env)
{
    jintArray array = (*env)->NewIntArray(env, 1);
    if (!array)
        return false;
    void *once = (*env)->GetPrimitiveArrayCritical(env, array, NULL);
    void *again = once ? (*env)->GetPrimitiveArrayCritical(env, array, NULL) : NULL;
    checked = once != again || !once;
    if (again)
        (*env)->ReleasePrimitiveArrayCritical(env, array, again, JNI_ABORT);
    if (once)
        (*env)->ReleasePrimitiveArrayCritical(env, array, once, JNI_ABORT);
    (*env)->DeleteLocalRef(env, array);
    return !(*env)->ExceptionCheck(env);
}

ht_dispatcher ht_upcall_start(JNIEnv *env, ht_dispatcher foreign)
{
    if (!see_if_checked(env))
        return NULL;
    ht_jvm.foreign = foreign;
    return foreign ? ht_upcall_foreign : ht_upcall_jni;
}
