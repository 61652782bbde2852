/* SPDX-License-Identifier: Apache-2.0 */
#include "testlib.h"

/*
 * Tells whether a handler ran outside its registration. Each slot's handlers are numbered in the
 * order of their registration; when unregister of number n has returned, the slot's clock goes to
 * n + 1. So a call that began at clock c may run number c or a later one, and of this slot only.
 */
#define SLOTS 16

static ht_word clocks[SLOTS];

_Thread_local struct test_call test_call;

void test_call_begins(size_t index)
{
    test_call.index = index;
    test_call.began = ht_word_load_acquire(&clocks[index % SLOTS]);
}

TEST(void, callBegins)(JNIEnv *env, jclass class, jint index)
{
    (void)env, (void)class;
    test_call_begins((size_t)index);
}

TEST(void, setClock)(JNIEnv *env, jclass class, jint index, jlong number)
{
    (void)env, (void)class;
    /* An exchange, because it releases; its partner is the load in test_call_begins. A call that
     * sees the new time sees the slot without the handler. */
    ht_word_exchange_acq_rel(&clocks[index], (uintptr_t)number);
}

/* Called by a Java handler that runs. */
TEST(void, ran)(JNIEnv *env, jclass class, jint index, jlong number)
{
    (void)env, (void)class;
    test_call.runs++;
    test_call.late += (size_t)index != test_call.index || (uintptr_t)number < test_call.began;
}

/* Runs of C handlers count too, for the accounts. */
JNIEXPORT void test_ran(void)
{
    test_call.runs++;
}

TEST(jlong, late)(JNIEnv *env, jclass class)
{
    (void)env, (void)class;
    return (jlong)test_call.late;
}
