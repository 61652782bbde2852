/* SPDX-License-Identifier: Apache-2.0 */
#include "bridge.h"

#include <pthread.h>

/*
 * Kept here and not in a Java ThreadLocal, because it must work with no Java heap and no stack
 * left: OutOfMemoryError and StackOverflowError are what it has to carry.
 */
static _Thread_local jthrowable kept; /* a global reference */

/* How many threads keep one. Java's copy tells a downcall in one load that there is nothing. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static jint count;
static jweak told; /* the Java class Thrown; it may go with its class loader */
static jfieldID told_count;

bool ht_thrown_tell(JNIEnv *env, jclass thrown)
{
    jfieldID field = (*env)->GetStaticFieldID(env, thrown, "count", "I");
    jweak weak = field ? (*env)->NewWeakGlobalRef(env, thrown) : NULL;
    if (!weak)
        return false;
    pthread_mutex_lock(&lock);
    jweak before = told;
    told = weak;
    told_count = field;
    (*env)->SetStaticIntField(env, thrown, field, count);
    pthread_mutex_unlock(&lock);
    if (before)
        (*env)->DeleteWeakGlobalRef(env, before);
    return true;
}

static void add_to_count(JNIEnv *env, jint change)
{
    pthread_mutex_lock(&lock);
    count += change;
    jclass thrown = (*env)->NewLocalRef(env, told);
    if (thrown)
        (*env)->SetStaticIntField(env, thrown, told_count, count);
    pthread_mutex_unlock(&lock);
    (*env)->DeleteLocalRef(env, thrown);
}

void ht_thrown_put(JNIEnv *env, jthrowable throwable)
{
    if (kept)
        return;
    kept = (*env)->NewGlobalRef(env, throwable);
    if (kept)
        add_to_count(env, 1);
}

jthrowable ht_thrown_take(JNIEnv *env)
{
    if (!kept)
        return NULL;
    jthrowable throwable = (*env)->NewLocalRef(env, kept);
    if (!throwable)
        return NULL; /* no memory now: it stays for later */
    ht_thrown_drop(env);
    return throwable;
}

void ht_thrown_drop(JNIEnv *env)
{
    if (!kept)
        return;
    (*env)->DeleteGlobalRef(env, kept);
    kept = NULL;
    add_to_count(env, -1);
}
