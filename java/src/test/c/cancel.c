/* SPDX-License-Identifier: Apache-2.0 */
#include "testlib.h"

#include <pthread.h>

/* Threads that are cancelled inside a Java handler, as they must not be; or just not there. */

static bool holds_off; /* cancellation, as long as it is in ht_handle */

static void *fire_0(void *unused)
{
    for (;;) {
        int before;
        if (holds_off)
            pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &before);
        ht_handle(test_static_table, 0);
        if (holds_off)
            pthread_setcancelstate(before, NULL);
        pthread_testcancel();
    }
    return unused;
}

static pthread_t thread;

TEST(void, startCancelled)(JNIEnv *env, jclass class, jboolean hold_off)
{
    (void)env, (void)class;
    holds_off = hold_off;
    if (pthread_create(&thread, NULL, fire_0, NULL) != 0)
        test_fail("pthread_create");
}

/* Returns whether it ended because of that. */
TEST(jboolean, cancel)(JNIEnv *env, jclass class)
{
    (void)env, (void)class;
    void *result;
    pthread_cancel(thread);
    pthread_join(thread, &result);
    return result == PTHREAD_CANCELED;
}
