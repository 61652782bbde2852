/* SPDX-License-Identifier: Apache-2.0 */
#ifndef HT_THROWN_H
#define HT_THROWN_H

#include <jni.h>
#include <stdbool.h>

/* Keeps for each thread what an upcall threw, until the Java code that called C takes it. */

/*
 * Keeps the static int `count` of this class equal to the number of threads that keep one, from now
 * on. false: an exception is pending.
 */
bool ht_thrown_count_in(JNIEnv *env, jclass thrown);

/*
 * Keeps it for this thread's next ht_thrown_take. If the thread keeps one already, that one stays,
 * and this one is dropped; so it is if there is no memory.
 */
void ht_thrown_put(JNIEnv *env, jthrowable throwable);

/* Gives it back as a local reference; NULL if this thread keeps none. */
jthrowable ht_thrown_take(JNIEnv *env);

/* Where it is seen whether this thread keeps one: not NULL. It stays there as long as the thread.
 */
const struct ht_kept *const *ht_thrown_own(void);

/* Keeps it no longer: the thread ends. */
void ht_thrown_forget(JNIEnv *env);

#endif
