/* SPDX-License-Identifier: Apache-2.0 */
#ifndef HT_THROWN_H
#define HT_THROWN_H

#include <jni.h>
#include <stdbool.h>

/* Keeps a Throwable of an upcall for the Java code that called the C frames below that upcall. */

/*
 * From now on this class's static int `count` says how many threads keep one. false: an exception
 * is pending.
 */
bool ht_thrown_count_in(JNIEnv *env, jclass thrown);

/* Keeps it for this thread's next ht_thrown_take. A thread keeps one: the first stays. */
void ht_thrown_put(JNIEnv *env, jthrowable throwable);

/* Gives it back as a local reference; NULL if this thread keeps none. */
jthrowable ht_thrown_take(JNIEnv *env);

/* Keeps it no longer: the thread ends. */
void ht_thrown_forget(JNIEnv *env);

#endif
