/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "threads.h"
#include "stack.h"
#include "thrown.h"

#include <pthread.h>
#include <sys/prctl.h>
#include <unistd.h>

JavaVM *ht_vm;

/* The key whose destructor, `thread_exits`, detaches a thread. */
static pthread_key_t key;

/*
 * Who uses the key; 0: there is no key. Bit 0 says that the loaded library does; above it is
 * counted how many threads do. A process has only 1,024 keys, so the key is deleted when its last
 * user stops: the library's class loader goes, but a thread may still have to be detached.
 */
static ht_word key_users;
#define LIBRARY 1u
#define ONE_THREAD 2u

static _Thread_local bool using_key;
static _Thread_local bool attached_by_stub;
static _Thread_local bool exiting;

_Thread_local uintptr_t ht_thread_foreign_above = UINTPTR_MAX;

ht_word ht_stopped;

/*
 * Bit 0 says that exiting threads must leave the JVM alone, for it is gone, or this is a forked
 * child. Above it is counted how many threads are being detached. The thread that ends the JVM sets
 * the bit, and an exiting thread adds to the count, each by a compare-and-swap: either the exiting
 * thread sees the bit, or the other one sees that it must wait.
 */
static ht_word detaching;
#define GONE 1u
#define ONE_DETACHING 2u

static void in_forked_child(void)
{
    ht_word_store_relaxed(&ht_stopped, 1);
    ht_word_store_relaxed(&detaching, GONE);
}

void ht_threads_stop(void)
{
    ht_word_store_relaxed(&ht_stopped, 1);
}

/* Waits for the threads that have begun to detach; not for ever, for the JVM's end waits for it. */
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

/* The last user deletes the key. */
static void remove_user(uintptr_t user)
{
    /* Read before: once there is no user, ht_threads_load on another thread may write `key`. */
    pthread_key_t last = key;
    uintptr_t old;
    do
        old = ht_word_load_acquire(&key_users);
    while (!ht_word_compare_and_set_acq_rel(&key_users, old, old - user));
    if (old == user)
        pthread_key_delete(last);
}

static void stop_using_key(void)
{
    using_key = false;
    remove_user(ONE_THREAD);
}

/* Has `thread_exits` called when the thread ends. false: there is no key, or no memory. */
static bool use_key(void)
{
    if (using_key)
        return true;
    uintptr_t old;
    do {
        old = ht_word_load_acquire(&key_users);
        if (!(old & LIBRARY))
            return false;
    } while (!ht_word_compare_and_set_acq_rel(&key_users, old, old + ONE_THREAD));
    using_key = true;
    if (pthread_setspecific(key, &key) != 0)
        stop_using_key();
    return using_key;
}

static void thread_exits(void *unused)
{
    (void)unused;
    ht_thread_foreign_above = UINTPTR_MAX;
    /* A later destructor that calls a stub must not attach again: nobody would detach. */
    exiting = true;
    if (attached_by_stub && begin_detaching()) {
        void *env;
        if ((*ht_vm)->GetEnv(ht_vm, &env, JNI_VERSION_10) == JNI_OK) {
            ht_thrown_forget(env);
            (*ht_vm)->DetachCurrentThread(ht_vm);
        }
        end_detaching();
    }
    attached_by_stub = false;
    if (using_key)
        stop_using_key();
}

bool ht_threads_load(JavaVM *vm)
{
    if (!ht_vm) /* when loaded again it is not written, for threads that call stubs read it */
        ht_vm = vm;
    static bool prepared;
    /* A forked child has this one thread and none of the JVM's. */
    if (!prepared)
        prepared = pthread_atfork(NULL, NULL, in_forked_child) == 0;
    if (!prepared)
        return false;
    for (uintptr_t old; (old = ht_word_load_acquire(&key_users)) != 0;)
        if (ht_word_compare_and_set_acq_rel(&key_users, old, old | LIBRARY))
            return true; /* loaded again, for another class loader, and threads still use the key */
    if (pthread_key_create(&key, thread_exits) != 0)
        return false;
    /* Pairs with the load in use_key: a thread that sees LIBRARY sees the key. */
    ht_word_store_release(&key_users, LIBRARY);
    return true;
}

void ht_threads_unload(void)
{
    remove_user(LIBRARY);
}

bool ht_thread_is_attached_by_stub(void)
{
    return attached_by_stub;
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
    if (exiting || !ht_stack_can_attach() || !use_key())
        return NULL;
    char name[16] = "";
    os_name(name);
    JavaVMAttachArgs arguments = {JNI_VERSION_10, name, NULL};
    void *env = NULL;
    if ((*ht_vm)->AttachCurrentThreadAsDaemon(ht_vm, &env, &arguments) != JNI_OK)
        return NULL;
    attached_by_stub = true;
    return env;
}

void ht_thread_allow_foreign(void)
{
    if (ht_thread_foreign_above != UINTPTR_MAX || exiting || !use_key())
        return;
    ht_thread_foreign_above = ht_stack_foreign_above();
    /*
     * A thread that another library attached may outlive our class loader, and would keep the key;
     * it need not be detached.
     */
    if (!attached_by_stub)
        stop_using_key();
}
