/* SPDX-License-Identifier: Apache-2.0 */
#include "testlib.h"

#include <pthread.h>

/*
 * A thread that fires slot 1 of the static table while it ends, and perhaps before, too: from the
 * destructor of a key of another library, in pthread's first round of destructors or in its last.
 */

static pthread_key_t key;
static bool detaches; /* the thread, first, whoever has attached it */
static int rounds;    /* that it lets pass */
static _Thread_local int passed;

static void fire_1(void *again)
{
    if (passed++ < rounds) {
        if (pthread_setspecific(key, again) != 0)
            test_fail("pthread_setspecific");
        return;
    }
    if (detaches)
        (*test_vm)->DetachCurrentThread(test_vm);
    ht_handle(test_static_table, 1);
}

TEST(void, makeKey)(JNIEnv *env, jclass class, jboolean detach, jboolean last_round)
{
    (void)env, (void)class;
    detaches = detach;
    rounds = last_round ? 3 : 0; /* glibc calls destructors 4 times */
    if (pthread_key_create(&key, fire_1) != 0)
        test_fail("pthread_key_create");
}

JNIEXPORT void test_fire_1_at_end(void)
{
    if (pthread_setspecific(key, &key) != 0)
        test_fail("pthread_setspecific");
}

JNIEXPORT void test_fire_1_now_and_at_end(void)
{
    test_fire_1_at_end();
    ht_handle(test_static_table, 1);
    test_check_exception();
}
