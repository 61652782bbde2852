/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "thrown.h"

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
struct ht_kept {
    jthrowable throwable; /* a global reference */
    long thread;          /* its number in the system */
    struct ht_kept *next;
};
static _Thread_local struct ht_kept *own;

/* The lock guards all below. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct ht_kept *all;

/*
 * How many threads keep one. Java has a copy, the static field of its class Thrown: so a downcall
 * sees by one load that nothing is kept.
 */
static jint keeping;
static jweak java_class; /* weak, because it may go with its class loader */
static jfieldID java_count;

bool ht_thrown_count_in(JNIEnv *env, jclass thrown)
{
    jfieldID field = (*env)->GetStaticFieldID(env, thrown, "count", "I");
    jweak weak = field ? (*env)->NewWeakGlobalRef(env, thrown) : NULL;
    if (!weak)
        return false;
    pthread_mutex_lock(&lock);
    jweak before = java_class;
    java_class = weak;
    java_count = field;
    (*env)->SetStaticIntField(env, thrown, field, keeping);
    pthread_mutex_unlock(&lock);
    if (before)
        (*env)->DeleteWeakGlobalRef(env, before);
    return true;
}

static void add_to_keeping(JNIEnv *env, jint change)
{
    pthread_mutex_lock(&lock);
    keeping += change;
    jclass thrown = (*env)->NewLocalRef(env, java_class);
    if (thrown)
        (*env)->SetStaticIntField(env, thrown, java_count, keeping);
    pthread_mutex_unlock(&lock);
    (*env)->DeleteLocalRef(env, thrown);
}

void ht_thrown_put(JNIEnv *env, jthrowable throwable)
{
    if (own)
        return;
    struct ht_kept *kept = malloc(sizeof *kept);
    jthrowable global = kept ? (*env)->NewGlobalRef(env, throwable) : NULL;
    if (!global) {
        free(kept);
        return;
    }
    own = kept;
    pthread_mutex_lock(&lock);
    *kept = (struct ht_kept){global, syscall(SYS_gettid), all};
    all = kept;
    pthread_mutex_unlock(&lock);
    add_to_keeping(env, 1);
}

const struct ht_kept *const *ht_thrown_own(void)
{
    return (const struct ht_kept *const *)&own;
}

/* Those that `which` picks are no longer kept. */
static void forget(JNIEnv *env, bool (*which)(const struct ht_kept *))
{
    struct ht_kept *picked = NULL;
    pthread_mutex_lock(&lock);
    for (struct ht_kept **at = &all; *at;) {
        struct ht_kept *kept = *at;
        if (which(kept)) {
            *at = kept->next;
            kept->next = picked;
            picked = kept;
        } else {
            at = &kept->next;
        }
    }
    pthread_mutex_unlock(&lock);
    while (picked) {
        struct ht_kept *kept = picked;
        picked = kept->next;
        (*env)->DeleteGlobalRef(env, kept->throwable);
        free(kept);
        add_to_keeping(env, -1);
    }
}

static bool is_own(const struct ht_kept *kept)
{
    return kept == own;
}

/* A thread that another library attached may end before it fires anything again. */
static bool thread_has_ended(const struct ht_kept *kept)
{
    return syscall(SYS_tgkill, getpid(), kept->thread, 0) != 0 && errno == ESRCH;
}

jthrowable ht_thrown_take(JNIEnv *env)
{
    if (!own) {
        forget(env, thread_has_ended); /* Java only asks while some thread keeps one */
        return NULL;
    }
    jthrowable throwable = (*env)->NewLocalRef(env, own->throwable);
    if (throwable) /* else there is no memory now: it stays for later */
        ht_thrown_forget(env);
    return throwable;
}

void ht_thrown_forget(JNIEnv *env)
{
    if (!own)
        return;
    forget(env, is_own);
    own = NULL;
}
