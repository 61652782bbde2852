/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "testlib.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* C handlers about the process's ends: a forked child, and exit. */

enum { NONE_YET = -3 };
static ht_word fork_status = (uintptr_t)NONE_YET;

/*
 * What the last child said: 0 if the stub did nothing, 1 if it ran; -1: killed, -2: it hung, -3:
 * there was none since this was asked.
 */
TEST(jint, forkStatus)(JNIEnv *env, jclass class)
{
    (void)env, (void)class;
    return (jint)(intptr_t)ht_word_exchange_acq_rel(&fork_status, (uintptr_t)NONE_YET);
}

/* The pipe closes when the child ends, however it does. */
static int wait_for(pid_t child, int pipe)
{
    struct pollfd end = {pipe, POLLIN, 0};
    int ready;
    do
        ready = poll(&end, 1, 10000);
    while (ready < 0 && errno == EINTR);
    bool hung = ready == 0;
    if (hung)
        kill(child, SIGKILL);
    int status;
    waitpid(child, &status, 0);
    return hung ? -2 : WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/*
 * Forks a child that fires slot 1 of the static table; its handler may call test_count. It does so
 * by fork or by ways that call no handlers of pthread_atfork.
 */
static void fork_and_fire_1(pid_t (*make_child)(void))
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        test_fail("pipe2");
    pid_t child = make_child();
    if (child < 0)
        test_fail("fork");
    if (child == 0) {
        uintptr_t before = test_counted();
        ht_handle(test_static_table, 1);
        _exit(test_counted() != before);
    }
    close(ends[1]);
    ht_word_store_relaxed(&fork_status, (uintptr_t)wait_for(child, ends[0]));
    close(ends[0]);
}

static pid_t by_system_call(void)
{
    return (pid_t)syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, 0);
}

JNIEXPORT void test_fork_and_fire_1(void)
{
    fork_and_fire_1(fork);
}

JNIEXPORT void test__Fork_and_fire_1(void)
{
    fork_and_fire_1(_Fork);
}

JNIEXPORT void test_clone_and_fire_1(void)
{
    fork_and_fire_1(by_system_call);
}

/* For a thread that is known to Java, and ends only when the process exits. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static bool exiting;
static struct crew *at_exit;

JNIEXPORT void test_fire_1_until_exit(void)
{
    ht_handle(test_static_table, 1);
    pthread_mutex_lock(&lock);
    while (!exiting)
        pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
    ht_handle(test_static_table, 1);
}

static void join_at_exit(void)
{
    test_stop_crew(at_exit);
    pthread_mutex_lock(&lock);
    exiting = true;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
    jlong sums[5] = {0};
    if (!test_join_crew(at_exit, 10, sums))
        _exit(99);
}

TEST(void, joinAtExit)(JNIEnv *env, jclass class, jlong crew)
{
    (void)env, (void)class;
    test_vm_ends();
    at_exit = (struct crew *)(uintptr_t)crew;
    if (atexit(join_at_exit) != 0)
        test_fail("atexit");
}
