/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "handler_table_pending.h"
#include "testlib.h"

#include <signal.h>

/* C's view of a pending set. */

static ht_pending *pending_at(jlong address)
{
    return (ht_pending *)(uintptr_t)address;
}

TEST(jlong, createSet)(JNIEnv *env, jclass class, jlong capacity)
{
    (void)env, (void)class;
    return (jlong)(uintptr_t)ht_pending_create((size_t)capacity);
}

TEST(void, destroySet)(JNIEnv *env, jclass class, jlong set)
{
    (void)env, (void)class;
    ht_pending_destroy(pending_at(set));
}

TEST(jboolean, waitForSet)(JNIEnv *env, jclass class, jlong set)
{
    (void)env, (void)class;
    return ht_wait(pending_at(set), ht_wake_count(pending_at(set)), -1);
}

TEST(jboolean, raise)(JNIEnv *env, jclass class, jlong set, jint index)
{
    (void)env, (void)class;
    return ht_raise(pending_at(set), (size_t)index);
}

TEST(jboolean, isPending)(JNIEnv *env, jclass class, jlong set, jint index)
{
    (void)env, (void)class;
    return ht_is_pending(pending_at(set), (size_t)index);
}

TEST(jlong, handlePending)(JNIEnv *env, jclass class, jlong table, jlong set, jlong budget)
{
    (void)env, (void)class;
    size_t handled = ht_handle_pending(table_at(table), pending_at(set), (size_t)budget);
    test_check_exception();
    return (jlong)handled;
}

TEST(void, handleSignal)(JNIEnv *env, jclass class, jint signal, jlong function)
{
    (void)env, (void)class;
    struct sigaction action = {.sa_flags = SA_RESTART,
                               .sa_handler = (void (*)(int))(uintptr_t)function};
    if (sigaction(signal, &action, NULL) != 0)
        test_fail("sigaction");
}

/* How often the signal came, of which the function is the handler; -1: errno was not kept. */
TEST(jint, signal)(JNIEnv *env, jclass class, jlong function, jint times)
{
    (void)env, (void)class;
    struct sigaction before, action = {.sa_handler = (void (*)(int))(uintptr_t)function};
    if (sigaction(SIGUSR1, &action, &before) != 0)
        test_fail("sigaction");
    jint kept = 0;
    for (jint i = 0; i < times; i++) {
        errno = ELOOP;
        if (raise(SIGUSR1) != 0)
            test_fail("raise");
        kept += errno == ELOOP;
    }
    if (sigaction(SIGUSR1, &before, NULL) != 0)
        test_fail("sigaction");
    return kept == times ? times : -1;
}
