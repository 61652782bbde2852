/* SPDX-License-Identifier: Apache-2.0 */
#ifndef HT_BRIDGE_H
#define HT_BRIDGE_H

#include "handler_table.h"
#include "stubs.h"

#include <jni.h>

/*
 * What the bridge knows of its JVM. Written before the first stub's address leaves the library,
 * and from then on only read, by threads that got that address through a slot.
 */
struct ht_jvm {
    JavaVM *vm;
    jclass gate;           /* the Java class Gate; a global reference, for ever */
    jmethodID enter;       /* its static int enter(int) */
    ht_dispatcher foreign; /* the foreign stub of its dispatch(int); NULL: by JNI alone */
};
extern struct ht_jvm ht_jvm;

/* bridge.c */

/* false: there is not stack enough for a change of a table, and a StackOverflowError is pending. */
bool ht_stack_or_throw(JNIEnv *env);

/* gate.c */

/* Defines the class Gate. false: it can't be done; an exception may be pending. */
bool ht_gate_define(JNIEnv *env, const char *bytes, jsize length);

/* threads.c */

/* Makes ready for ht_thread_env, whenever the library is loaded. false: no resources. */
bool ht_threads_load(void);

/* No more threads will be attached; those that are will be detached as ever. */
void ht_threads_unload(void);

/*
 * The calling thread may enter the foreign stub from frames above this address; set by
 * ht_thread_admit. It stays if another library detaches the thread: the foreign stub attaches
 * threads, too.
 */
extern _Thread_local uintptr_t ht_thread_floor;

/* Whether ht_thread_env has attached the calling thread. */
bool ht_thread_is_ours(void);

/* To be called by a thread that has entered Java by its ht_thread_env. */
void ht_thread_admit(void);

/* From now on ht_thread_env returns NULL: the JVM is shutting down. */
void ht_threads_stop(void);

/*
 * From now on exiting threads leave the JVM alone: it is about to go, and who detaches then waits
 * for ever. Not earlier: as long as the JVM knows a thread, it may look at that thread's pthread_t,
 * which is freed memory once the thread has ended.
 */
void ht_threads_end(void);

/* Set once, by ht_threads_stop; relaxed, for it guards no data. */
extern ht_word ht_stopped;

static inline bool ht_threads_stopped(void)
{
    return ht_word_load_relaxed(&ht_stopped) != 0;
}

/* Of a thread that the JVM does not know. NULL: no Java can run on it. */
JNIEnv *ht_thread_attach(void);

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
    jint state = (*ht_jvm.vm)->GetEnv(ht_jvm.vm, &env, JNI_VERSION_10);
    return state == JNI_OK ? env : state == JNI_EDETACHED ? ht_thread_attach() : NULL;
}

/* thrown.c: carries a Throwable out of an upcall to the Java caller below the C frames. */

/* From now on the static int count of this class is kept. false: an exception is pending. */
bool ht_thrown_tell(JNIEnv *env, jclass thrown);

/* Keeps it for this thread's next ht_thrown_take. One at a time: the first stays. */
void ht_thrown_put(JNIEnv *env, jthrowable throwable);

/* Gives it back as a local reference; NULL if this thread has none. */
jthrowable ht_thrown_take(JNIEnv *env);

/* Forgets it: the thread ends. */
void ht_thrown_drop(JNIEnv *env);

/*
 * upcall.c: both run the Java handler of a stub, or a batch, and never leave an exception pending.
 * A call is a stub's number; or with a batch's number plus 1 in the bits above, its first stub.
 */
#define HT_CALL_BATCH_SHIFT 26

/* Through JNI. */
void ht_upcall_jni(int32_t call);

/* Through ht_jvm.foreign wherever that is safe. */
void ht_upcall_foreign(int32_t call);

/* Chooses between them: without a foreign stub, by JNI. NULL: an exception is pending. */
ht_dispatcher ht_upcall_start(JNIEnv *env, ht_dispatcher foreign);

/* To be called where a stub has no handler. */
void ht_upcall_count_stale(int32_t call);

/* How many stub calls found no handler, and so did nothing. */
uintptr_t ht_upcall_stale(void);

/* How many stub calls could not enter the JVM, and so did nothing. */
uintptr_t ht_upcall_refused(void);

/* batch.c: runs of Java handlers for ht_handle_all. */

/* What ht_handle_all is to handle, on a cache line of its own. Shared with Batch.java. */
struct ht_batch {
    alignas(HT_CACHE_LINE) ht_word used; /* 1: some thread's, now */
    uintptr_t slots;                     /* of the table */
    uintptr_t indexes;                   /* uint32_t each */
    int32_t n;                           /* how many */
    int32_t done;                        /* how many of them Java has handled */
    int32_t handled;                     /* how many of those had a handler */
    size_t capacity;                     /* of the table */
};
#define HT_BATCHES 63 /* as a call can name */
extern struct ht_batch ht_batches[HT_BATCHES];

/* To be called before the first stub is registered in a table: makes it know our stubs. */
void ht_batch_adopt(ht_table *table);

#endif
