/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "../jni/bridge.h"
#include "../jni/upcall.h"
#include "bridge_test.h"
#include "fake_jvm.h"

#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* A stub attaches it; it ends when both threads have met twice. */
static void *call_and_wait(void *both)
{
    fake_failing_attach = 0;
    call_stubs(NULL);
    pthread_barrier_wait(both);
    pthread_barrier_wait(both);
    return NULL;
}

/* How many pthread keys the process has left. */
static int free_keys(void)
{
    pthread_key_t keys[PTHREAD_KEYS_MAX];
    int n = 0;
    while (n < PTHREAD_KEYS_MAX && pthread_key_create(&keys[n], NULL) == 0)
        n++;
    for (int i = 0; i < n; i++)
        pthread_key_delete(keys[i]);
    return n;
}

bool reload(void)
{
    int keys = free_keys();
    pthread_barrier_t both;
    pthread_t thread;
    if (pthread_barrier_init(&both, NULL, 2) != 0 ||
        pthread_create(&thread, NULL, call_and_wait, &both) != 0)
        abort();
    pthread_barrier_wait(&both);
    JNI_OnUnload(&fake_vm, NULL);
    bool good = free_keys() == keys;

    long calls = runs + (long)ht_word_load_relaxed(&ht_upcall_refused);
    run_on_threads(call_stubs, 1, NULL);
    good &= runs + (long)ht_word_load_relaxed(&ht_upcall_refused) == calls + calls_per_thread;

    good &= JNI_OnLoad(&fake_vm, NULL) == JNI_VERSION_10;
    pthread_barrier_wait(&both);
    pthread_join(thread, NULL);
    pthread_barrier_destroy(&both);
    return good && free_keys() == keys;
}

/*
 * Another library's key, made after ours, whose destructor fires in one of the four rounds that
 * pthread has. In the last one, ThreadSanitizer lets no code of ours run behind its own.
 */
#if defined(__SANITIZE_THREAD__)
enum { ROUNDS = 3 };
#else
enum { ROUNDS = 4 };
#endif
static pthread_key_t end_key;
static bool end_key_made;
static _Thread_local int rounds_left;

static void fire_at_end(void *calls)
{
    if (--rounds_left > 0)
        pthread_setspecific(end_key, calls);
    else
        call_stubs(NULL);
}

static void *fire_in_last_round(void *before)
{
    rounds_left = ROUNDS;
    pthread_setspecific(end_key, before);
    if (*(bool *)before)
        call_stubs(NULL);
    return NULL;
}

bool fires_at_end(bool before)
{
    if (!end_key_made && pthread_key_create(&end_key, fire_at_end) != 0)
        return false;
    end_key_made = true;
    long ran = runs;
    uintptr_t refused = ht_word_load_relaxed(&ht_upcall_refused);
    run_on_threads(fire_in_last_round, 1, &before);
    return runs == ran + calls_per_thread &&
           ht_word_load_relaxed(&ht_upcall_refused) ==
               refused + (before ? (uintptr_t)calls_per_thread : 0);
}

static pid_t clone_process(void)
{
    return (pid_t)syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, 0);
}

/* Whether MADV_WIPEONFORK does what it says. An emulator may say so, and not do it. */
static bool can_wipe(void)
{
    size_t size = (size_t)sysconf(_SC_PAGESIZE);
    char *page = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    page[0] = 1;
    int status = -1;
    if (madvise(page, size, MADV_WIPEONFORK) == 0) {
        pid_t child = clone_process();
        if (child == 0)
            _exit(page[0]);
        waitpid(child, &status, 0);
    }
    munmap(page, size);
    return status == 0;
}

/* In a way that calls no handlers of pthread_atfork, if that can be seen. */
static pid_t make_child(void)
{
    fflush(stdout);
    if (can_wipe())
        return clone_process();
    fprintf(stderr, "bridge: no page is wiped here, so only fork is tried\n");
    return fork();
}

static void *fork_and_end(void *good)
{
    call_stubs(NULL);
    pid_t child = make_child();
    if (child == 0) {
        long ran = runs;
        call_stubs(NULL);
        if (runs != ran)
            _exit(1);
        pthread_exit(NULL);
    }
    int status = -1;
    *(bool *)good = child > 0 && waitpid(child, &status, 0) == child && status == 0;
    return NULL;
}

bool is_alone_when_forked(void)
{
    bool good = false;
    run_on_threads(fork_and_end, 1, &good);
    return good;
}
