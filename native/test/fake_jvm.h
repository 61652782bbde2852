/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FAKE_JVM_H
#define FAKE_JVM_H

#include <jni.h>
#include <stdatomic.h>
#include <stdbool.h>

/*
 * A JVM for the bridge's tests: it runs no Java, fails on purpose, and ends the process at the
 * first breach of the JNI rules: a call from a thread that is not attached or with an exception
 * pending, a reference used or deleted that is not there, a function that the bridge has no need
 * of.
 */

extern JavaVM fake_vm;

/* What runs as the Java method Gate.enter. Returns false to leave an exception pending. */
extern bool (*fake_dispatch)(JNIEnv *env, jint call);

/* Each attempt to attach fails whose number is a multiple of this; 0: none does. */
extern unsigned fake_failing_attach;

/* What the fake JVM has of HotSpot's pthread key: see vm_thread.h. */
extern enum fake_key {
    FAKE_NO_KEY,
    FAKE_KEY,
    FAKE_STALE_KEY /* a detached thread keeps its value */
} fake_key;

extern struct fake_counts {
    atomic_long attached, detached, attach_failures; /* since the start */
    atomic_long daemons, greeted; /* by AttachCurrentThreadAsDaemon; runs of Gate.attached */
    /* References that nobody deleted. Of local ones, those of upcalls and attached threads. */
    atomic_long local_refs, global_refs;
} fake_counts;

/* Attaches the calling thread as some other library would; returns its env. The first one makes
   the JVM, which is in this process alone: a forked child must not call it. */
JNIEnv *fake_attach(void);

/* Whether the calling thread is attached. */
extern _Thread_local bool fake_is_attached;

/* An object of no particular class, for whatever takes one. */
extern struct _jobject *const fake_object;
#endif
