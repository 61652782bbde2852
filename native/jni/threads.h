/* SPDX-License-Identifier: Apache-2.0 */
#ifndef HT_THREADS_H
#define HT_THREADS_H

#include "process.h"
#include "vm_thread.h"

#include <jni.h>

/* Threads that the JVM does not know: they are attached by their first stub call, and detached. */

/* The first ht_threads_load sets it; after that it is only read. */
extern JavaVM *ht_vm;

/* Makes ready for ht_thread_env, whenever a copy is loaded. false: no key, or no memory. */
bool ht_threads_load(JavaVM *vm);

/* From now on a static void method of the class, a global reference, runs on each thread that
   ht_thread_attach attaches. */
void ht_threads_on_attach(jclass class, jmethodID method);

/* From now on ht_thread_env returns NULL, in all copies: the JVM is shutting down. */
void ht_threads_stop(void);

/*
 * From now on a thread that exits leaves the JVM alone: the JVM is about to go, and a thread that
 * detaches then waits for ever. It must not be called earlier: as long as the JVM knows a thread,
 * the JVM may look at that thread's pthread_t, which is freed memory once the thread has ended.
 */
void ht_threads_end(void);

/* true, for the first who asks in this process: he must see to it that ht_threads_end runs. */
bool ht_threads_claim_end(void);

/* true from ht_threads_stop on, and in a forked child. */
static inline bool ht_threads_stopped(void)
{
    return ht_word_load_relaxed(&ht_process.running) == 0;
}

/* To be called by a thread that the JVM does not know. NULL: no Java can run on it. */
JNIEnv *ht_thread_attach(void);

/*
 * The calling thread may enter the foreign stub from frames above this address. UINTPTR_MAX: from
 * none, as long as it has not called ht_thread_allow_foreign, and when it is exiting. The address
 * stays if another library detaches the thread; so the JVM must know the thread as well.
 */
extern _Thread_local uintptr_t ht_thread_foreign_above;

/* The value of it while the thread is in a leaf: there it may not enter Java at all. */
#define HT_THREAD_IN_LEAF (UINTPTR_MAX - 1)

/*
 * The calling thread's JNIEnv; attaches the thread if the JVM does not know it. NULL: no Java can
 * run on this thread now (ht_threads_stop, a forked child, too little stack or heap, an exiting
 * thread). In line, as it is a tenth of an upcall by JNI.
 */
static inline JNIEnv *ht_thread_env(void)
{
    if (ht_threads_stopped())
        return NULL;
    /* Asked each time: another library may have attached or detached this thread. */
    void *env = NULL;
    jint state = (*ht_vm)->GetEnv(ht_vm, &env, JNI_VERSION_10);
    return state == JNI_OK ? env : state == JNI_EDETACHED ? ht_thread_attach() : NULL;
}

/* The calling thread has come to its end, for this copy: detaches it, if a stub call attached it.
 */
void ht_thread_leave(void);

/* Whether a stub call has attached the calling thread: so it will be detached when it exits. */
bool ht_thread_is_attached_by_stub(void);

/* To be called by a thread that has entered Java by its ht_thread_env. */
void ht_thread_allow_foreign(void);

#endif
