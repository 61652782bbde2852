/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "bridge.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * A Throwable that is kept for a thread. Here and not in a Java ThreadLocal, because it must work
 * with no Java heap and no stack left: OutOfMemoryError and StackOverflowError are what it has to
 * carry.
 */
struct kept {
    jthrowable throwable; /* a global reference */
    long thread;          /* its number in the system */
    struct kept *next;
};
static _Thread_local struct kept *own;

static struct kept *all; /* under the lock */

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
    if (own)
        return;
    struct kept *kept = malloc(sizeof *kept);
    jthrowable global = kept ? (*env)->NewGlobalRef(env, throwable) : NULL;
    if (!global) {
        free(kept);
        return;
    }
    own = kept;
    pthread_mutex_lock(&lock);
    *kept = (struct kept){global, syscall(SYS_gettid), all};
    all = kept;
    pthread_mutex_unlock(&lock);
    add_to_count(env, 1);
}

/* Those of this thread, or of threads that are no more, are no longer kept. */
static void drop(JNIEnv *env, bool (*which)(const struct kept *))
{
    struct kept *dropped = NULL;
    pthread_mutex_lock(&lock);
    for (struct kept **at = &all; *at;) {
        struct kept *kept = *at;
        if (which(kept)) {
            *at = kept->next;
            kept->next = dropped;
            dropped = kept;
        } else {
            at = &kept->next;
        }
    }
    pthread_mutex_unlock(&lock);
    while (dropped) {
        struct kept *kept = dropped;
        dropped = kept->next;
        (*env)->DeleteGlobalRef(env, kept->throwable);
        free(kept);
        add_to_count(env, -1);
    }
}

static bool is_own(const struct kept *kept)
{
    return kept == own;
}

/* A thread that another library attached may end before it fires anything again. */
static bool is_left(const struct kept *kept)
{
    return syscall(SYS_tgkill, getpid(), kept->thread, 0) != 0 && errno == ESRCH;
}

jthrowable ht_thrown_take(JNIEnv *env)
{
    if (!own) {
        drop(env, is_left); /* only asked while somebody keeps one */
        return NULL;
    }
    jthrowable throwable = (*env)->NewLocalRef(env, own->throwable);
    if (throwable) /* else there is no memory now: it stays for later */
        ht_thrown_drop(env);
    return throwable;
}

void ht_thrown_drop(JNIEnv *env)
{
    if (!own)
        return;
    drop(env, is_own);
    own = NULL;
}
