/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "bridge.h"
#include "stack.h"

#include <pthread.h>
#include <sys/prctl.h>
#include <unistd.h>

static pthread_key_t known; /* its destructor is `leave` */

/*
 * 0: there is no key. Else in bit 0, whether the library is loaded; and above, how many threads
 * hold the key. A process has only 1,024, so each class loader that goes must give its own back;
 * but not before the last thread that needs it to be detached.
 */
static ht_word holds;
#define LOADED 1u
#define ONE_HOLD 2u

static _Thread_local bool holding;
static _Thread_local bool ours; /* attached by us */
static _Thread_local bool exiting;

_Thread_local uintptr_t ht_thread_floor = UINTPTR_MAX;

ht_word ht_stopped;

/*
 * In bit 0, whether threads that exit must leave the JVM alone, for it is gone, or we are a forked
 * child; and above, how many threads are being detached.
 */
static ht_word detaching;
#define GONE 1u
#define ONE_DETACHING 2u

static void forked(void)
{
    ht_word_store_relaxed(&ht_stopped, 1);
    ht_word_store_relaxed(&detaching, GONE);
}

void ht_threads_stop(void)
{
    ht_word_store_relaxed(&ht_stopped, 1);
}

/* Waits for those that have begun to detach; but not for ever, as nothing else would end then. */
void ht_threads_end(void)
{
    uintptr_t old;
    do
        old = ht_word_load_acquire(&detaching);
    while (!ht_word_compare_and_set_acq_rel(&detaching, old, old | GONE));
    for (int i = 0; i < 1000 && ht_word_load_acquire(&detaching) != GONE; i++)
        usleep(1000);
}

/* false: there is no JVM any more. Else end_detaching must follow. */
static bool begin_detaching(void)
{
    uintptr_t old;
    do {
        old = ht_word_load_acquire(&detaching);
        if (old & GONE)
            return false;
    } while (!ht_word_compare_and_set_acq_rel(&detaching, old, old + ONE_DETACHING));
    return true;
}

static void end_detaching(void)
{
    uintptr_t old;
    do
        old = ht_word_load_acquire(&detaching);
    while (!ht_word_compare_and_set_acq_rel(&detaching, old, old - ONE_DETACHING));
}

/* Whoever leaves no hold and no LOADED deletes the key. */
static void drop(uintptr_t part)
{
    pthread_key_t key = known; /* once dropped, it may be made anew */
    uintptr_t old;
    do
        old = ht_word_load_acquire(&holds);
    while (!ht_word_compare_and_set_acq_rel(&holds, old, old - part));
    if (old == part)
        pthread_key_delete(key);
}

static void let_go(void)
{
    holding = false;
    drop(ONE_HOLD);
}

static void leave(void *unused)
{
    (void)unused;
    ht_thread_floor = UINTPTR_MAX;
    /* A later destructor that calls a stub must not attach again: nobody would detach. */
    exiting = true;
    if (ours && begin_detaching()) {
        void *env;
        if ((*ht_jvm.vm)->GetEnv(ht_jvm.vm, &env, JNI_VERSION_10) == JNI_OK) {
            ht_thrown_drop(env);
            (*ht_jvm.vm)->DetachCurrentThread(ht_jvm.vm);
        }
        end_detaching();
    }
    ours = false;
    if (holding)
        let_go();
}

bool ht_threads_load(void)
{
    static bool prepared;
    /* A forked child has this one thread and none of the JVM's. */
    if (!prepared)
        prepared = pthread_atfork(NULL, NULL, forked) == 0;
    if (!prepared)
        return false;
    for (uintptr_t old; (old = ht_word_load_acquire(&holds)) != 0;)
        if (ht_word_compare_and_set_acq_rel(&holds, old, old | LOADED))
            return true; /* loaded again, for another class loader, and threads still hold it */
    if (pthread_key_create(&known, leave) != 0)
        return false;
    ht_word_store_release(&holds, LOADED); /* with the loads by acquire: known is there */
    return true;
}

void ht_threads_unload(void)
{
    drop(LOADED);
}

bool ht_thread_is_ours(void)
{
    return ours;
}

/* Holds the key, so that `leave` is called when the thread ends. */
static bool hold(void)
{
    if (holding)
        return true;
    uintptr_t old;
    do {
        old = ht_word_load_acquire(&holds);
        if (!(old & LOADED))
            return false;
    } while (!ht_word_compare_and_set_acq_rel(&holds, old, old + ONE_HOLD));
    holding = true;
    if (pthread_setspecific(known, &known) != 0)
        let_go();
    return holding;
}

/* The thread's name in the operating system, as the modified UTF-8 that JNI wants. */
static void os_name(char name[static 16])
{
    if (prctl(PR_GET_NAME, name) != 0)
        name[0] = '\0';
    for (char *c = name; *c; c++)
        if ((unsigned char)*c > 127)
            *c = '?';
}

JNIEnv *ht_thread_attach(void)
{
    if (exiting || !ht_stack_can_attach() || !hold())
        return NULL;
    char name[16] = "";
    os_name(name);
    JavaVMAttachArgs arguments = {JNI_VERSION_10, name, NULL};
    void *env = NULL;
    if ((*ht_jvm.vm)->AttachCurrentThreadAsDaemon(ht_jvm.vm, &env, &arguments) != JNI_OK)
        return NULL;
    ours = true;
    return env;
}

void ht_thread_admit(void)
{
    if (ht_thread_floor != UINTPTR_MAX || exiting || !hold())
        return;
    ht_thread_floor = ht_stack_foreign_floor();
    if (!ours)
        let_go(); /* a thread that we did not attach may outlive our class loader, and needs no
                     `leave` */
}
