/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "threads.h"
#include "stack.h"
#include "thrown.h"

#include <dlfcn.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

JavaVM *ht_vm;

/* The value of the process's key: the copies of this library by which a thread has entered Java. */
struct leaver {
    struct leaver *next;
    void (*leave)(void);
};
static _Thread_local struct leaver leaver;
static _Thread_local bool using_key; /* `leaver` is in that list */
static _Thread_local bool attached_by_stub;
static _Thread_local bool exiting;

_Thread_local uintptr_t ht_thread_foreign_above = UINTPTR_MAX;

/* What each thread that we attach runs first: a static void method; NULL: nothing yet. */
static jclass on_attach_class;
static jmethodID on_attach;

/* Of ht_process.detaching. */
#define PRESENT 1u
#define ONE_DETACHING 2u

void ht_threads_stop(void)
{
    ht_word_store_relaxed(&ht_process.running, 0);
}

bool ht_threads_claim_end(void)
{
    return ht_word_compare_and_set_acq_rel(&ht_process.end_claimed, 0, 1);
}

/* Waits for the threads that have begun to detach; not for ever, for the JVM's end waits for it. */
void ht_threads_end(void)
{
    uintptr_t old;
    do
        old = ht_word_load_acquire(&ht_process.detaching);
    while (!ht_word_compare_and_set_acq_rel(&ht_process.detaching, old, old & ~(uintptr_t)PRESENT));
    for (int i = 0; i < 1000 && ht_word_load_acquire(&ht_process.detaching) != 0; i++)
        usleep(1000);
}

/* false: there is no JVM any more, or not in this process. Else end_detaching must follow. */
static bool begin_detaching(void)
{
    uintptr_t old;
    do {
        old = ht_word_load_acquire(&ht_process.detaching);
        if (!(old & PRESENT))
            return false;
    } while (!ht_word_compare_and_set_acq_rel(&ht_process.detaching, old, old + ONE_DETACHING));
    return true;
}

static void end_detaching(void)
{
    uintptr_t old;
    do
        old = ht_word_load_acquire(&ht_process.detaching);
    while (!ht_word_compare_and_set_acq_rel(&ht_process.detaching, old, old - ONE_DETACHING));
}

void ht_thread_leave(void)
{
    ht_thread_foreign_above = UINTPTR_MAX;
    /* A later destructor that calls a stub must not attach again: nobody would detach. */
    exiting = true;
    if (attached_by_stub && begin_detaching()) {
        void *env;
        if ((*ht_vm)->GetEnv(ht_vm, &env, JNI_VERSION_10) == JNI_OK) {
            ht_thrown_forget(env);
            (*ht_vm)->DetachCurrentThread(ht_vm);
            ht_stack_unguard();
        }
        end_detaching();
    }
    attached_by_stub = false;
}

/* The key's destructor. Its code stays: the library is never unloaded. */
static void thread_exits(void *first)
{
    for (struct leaver *each = first; each; each = each->next)
        each->leave();
}

/* Has ht_thread_leave called when the thread ends. false: no memory. */
static bool use_key(void)
{
    if (!using_key) {
        leaver = (struct leaver){pthread_getspecific(ht_process.key), ht_thread_leave};
        using_key = pthread_setspecific(ht_process.key, &leaver) == 0;
    }
    return using_key;
}

/*
 * When a thread ends, it calls its keys' destructors in the order of the keys, four rounds at most:
 * another library's destructor that sets its key again is called in the next round. It may fire in
 * each, and its call may attach the thread. So our key is one of the upper half, and comes after
 * those of other libraries in every round, also in the last: what an event has attached in it, we
 * detach. Where no key is left there, any will do.
 */
static bool make_key(void)
{
    pthread_key_t lower[512];
    pthread_key_t half = (pthread_key_t)sysconf(_SC_THREAD_KEYS_MAX) / 2; /* glibc 512, musl 64 */
    int n = 0;
    bool made;
    while ((made = pthread_key_create(&ht_process.key, thread_exits) == 0) && n < 512 &&
           ht_process.key < half)
        lower[n++] = ht_process.key;
    if (!made && n > 0) {
        ht_process.key = lower[--n];
        made = true;
    }
    while (n > 0)
        pthread_key_delete(lower[--n]);
    return made;
}

/* _Fork and a bare system call pass it by. */
static void in_forked_child(void)
{
    ht_word_store_relaxed(&ht_process.running, 0);
    ht_word_store_relaxed(&ht_process.detaching, 0);
}

/*
 * glibc's pthread_atfork is no function of the shared library, but calls one; musl's is. Which of
 * the two this process has, the loader knows.
 */
static bool at_fork(void (*in_child)(void))
{
    typedef void (*action)(void);
    int (*glibc)(action, action, action, void *);
    int (*musl)(action, action, action);
    *(void **)&glibc = dlsym(RTLD_DEFAULT, "__register_atfork");
    *(void **)&musl = dlsym(RTLD_DEFAULT, "pthread_atfork");
    if (glibc)
        return glibc(NULL, NULL, in_child, NULL) == 0;
    return musl && musl(NULL, NULL, in_child) == 0;
}

static bool make_process(void)
{
    /*
     * A forked child has this one thread and none of the JVM's. The kernel wipes the page there,
     * but not before Linux 4.14, nor under all emulators: some say that they do, and don't.
     */
    (void)madvise(&ht_process, (size_t)sysconf(_SC_PAGESIZE), MADV_WIPEONFORK);
    if (!at_fork(in_forked_child))
        return false;
    if (!make_key())
        return false;
    ht_word_store_relaxed(&ht_process.detaching, PRESENT);
    ht_word_store_relaxed(&ht_process.running, 1);
    return true;
}

bool ht_threads_load(JavaVM *vm)
{
    if (!ht_vm) /* when loaded again it is not written, for threads that call stubs read it */
        ht_vm = vm;
    pthread_mutex_lock(&ht_process.lock);
    if (!ht_process.made)
        ht_process.made = make_process();
    bool made = ht_process.made;
    pthread_mutex_unlock(&ht_process.lock);
    return made;
}

void ht_threads_on_attach(jclass class, jmethodID method)
{
    on_attach_class = class;
    on_attach = method;
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

/* It may find no stack or heap; then the thread is as the JVM has made it. */
static void run_on_attach(JNIEnv *env)
{
    (*env)->CallStaticVoidMethod(env, on_attach_class, on_attach);
    if ((*env)->ExceptionCheck(env))
        (*env)->ExceptionClear(env);
}

JNIEnv *ht_thread_attach(void)
{
    if (exiting || !ht_stack_can_attach() || !use_key())
        return NULL;
    char name[16] = "";
    os_name(name);
    JavaVMAttachArgs arguments = {JNI_VERSION_10, name, NULL};
    void *attached = NULL;
    if ((*ht_vm)->AttachCurrentThreadAsDaemon(ht_vm, &attached, &arguments) != JNI_OK)
        return NULL;
    JNIEnv *env = attached;
    attached_by_stub = true;
    if (on_attach)
        run_on_attach(env);
    return env;
}

void ht_thread_allow_foreign(void)
{
    if (ht_thread_foreign_above == UINTPTR_MAX && !exiting)
        ht_thread_foreign_above = ht_stack_foreign_above();
}
