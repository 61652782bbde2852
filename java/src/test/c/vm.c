/* SPDX-License-Identifier: Apache-2.0 */
#include "testlib.h"

#include <stdio.h>

JavaVM *test_vm;

static ht_word ended;
static ht_word pending;

void test_vm_ends(void)
{
    ht_word_store_relaxed(&ended, 1);
}

JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM *vm, void *reserved)
{
    (void)reserved;
    test_vm = vm;
    return JNI_VERSION_10;
}

JNIEnv *test_env(void)
{
    void *env = NULL;
    if (ht_word_load_relaxed(&ended))
        return NULL;
    return (*test_vm)->GetEnv(test_vm, &env, JNI_VERSION_10) == JNI_OK ? env : NULL;
}

void test_check_exception(void)
{
    JNIEnv *env = test_env();
    if (env && (*env)->ExceptionCheck(env))
        ht_word_add_relaxed(&pending, 1);
}

void test_fail(const char *what)
{
    perror(what);
    abort();
}

TEST(jlong, pendingExceptions)(JNIEnv *env, jclass class)
{
    (void)env, (void)class;
    return (jlong)ht_word_exchange_acq_rel(&pending, 0);
}
