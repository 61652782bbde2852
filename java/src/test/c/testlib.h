/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTLIB_H
#define TESTLIB_H

/* The C side of the Java tests: what only native code can do to a table. */

#include "handler_table.h"
#include "io_github_handlertable_support_TestNative.h"

#include <jni.h>

/* A native method of the Java class TestNative. */
#define TEST(type, name)                                                                           \
    JNIEXPORT type JNICALL Java_io_github_handlertable_support_TestNative_##name

/* vm.c */
extern JavaVM *test_vm;

/* From now on the tests' own C leaves the JVM alone: who enters it now never comes back. */
void test_vm_ends(void);

/* The calling thread's JNIEnv; NULL if it is not attached, or the JVM has ended. */
JNIEnv *test_env(void);

/* To be called after each stub call: remembers if an exception is pending then. */
void test_check_exception(void);

/* Ends the process with a message: the test itself is broken. */
_Noreturn void test_fail(const char *what);

/* handlers.c */
JNIEXPORT extern ht_table test_static_table[];

/* How often test_count ran. */
uintptr_t test_counted(void);

/* crew.c: threads of startCrew. */
struct crew;
void test_stop_crew(struct crew *crew);

/* Waits until they have ended, and adds up what they counted. false: not in time. */
bool test_join_crew(struct crew *crew, jint seconds, jlong sums[static 5]);

/* storm.c: what the calling thread's current call is, and what became of it. */
struct test_call {
    size_t index;
    uintptr_t began; /* the slot's clock when the call began */
    uintptr_t runs;  /* of handlers that tell us, since the thread's first call */
    uintptr_t late;  /* those that must not have run in that call */
};
extern _Thread_local struct test_call test_call;

/* A call of the slot's handler begins. */
void test_call_begins(size_t index);

/* Java keeps addresses in jlong. */

static inline ht_table *table_at(jlong address)
{
    return (ht_table *)(uintptr_t)address;
}

static inline ht_handler handler_at(jlong address)
{
    return (ht_handler)(uintptr_t)address;
}

#endif
