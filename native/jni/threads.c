/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "bridge.h"

#include <pthread.h>
#include <sys/prctl.h>

/*
 * The least stack that a thread must have left to be attached. With 32 to 96 KiB the JVM refuses by
 * itself, with 16 KiB it crashes (OpenJDK 17 and 25 on Linux); a thread of 128 KiB must pass.
 */
#define LEAST_STACK (96u * 1024u)

static pthread_key_t attached; /* its destructor detaches */
static _Thread_local bool ours;
static _Thread_local bool exiting;

/* 0 as long as Java can be entered. Set once; relaxed, for it guards no data. */
static ht_word stopped;

void ht_threads_stop(void)
{
    ht_word_store_relaxed(&stopped, 1);
}

static void detach(void *unused)
{
    (void)unused;
    ours = false;
    exiting =
        true; /* a later destructor that calls a stub must not attach again: nobody detaches */
    if (!ht_word_load_relaxed(&stopped))
        (*ht_jvm.vm)->DetachCurrentThread(ht_jvm.vm);
}

bool ht_threads_init(void)
{
    /* A forked child has this one thread and none of the JVM's. */
    return pthread_key_create(&attached, detach) == 0 &&
           pthread_atfork(NULL, NULL, ht_threads_stop) == 0;
}

bool ht_thread_is_ours(void)
{
    return ours;
}

static bool has_stack(void)
{
    pthread_attr_t attributes;
    if (pthread_getattr_np(pthread_self(), &attributes) != 0)
        return false;
    void *lowest;
    size_t size;
    bool known = pthread_attr_getstack(&attributes, &lowest, &size) == 0;
    pthread_attr_destroy(&attributes);
    return known && (uintptr_t)__builtin_frame_address(0) - (uintptr_t)lowest >= LEAST_STACK;
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

static JNIEnv *attach(void)
{
    if (exiting || !has_stack())
        return NULL;
    char name[16] = "";
    os_name(name);
    JavaVMAttachArgs arguments = {JNI_VERSION_10, name, NULL};
    void *env = NULL;
    if ((*ht_jvm.vm)->AttachCurrentThreadAsDaemon(ht_jvm.vm, &env, &arguments) != JNI_OK)
        return NULL;
    /* The key's value only has to be non-null, for the destructor to run. */
    if (pthread_setspecific(attached, &attached) != 0) {
        (*ht_jvm.vm)->DetachCurrentThread(ht_jvm.vm);
        return NULL;
    }
    ours = true;
    return env;
}

JNIEnv *ht_thread_env(void)
{
    if (ht_word_load_relaxed(&stopped))
        return NULL;
    /* Asked each time: another library may have attached or detached this thread meanwhile. */
    void *env = NULL;
    jint state = (*ht_jvm.vm)->GetEnv(ht_jvm.vm, &env, JNI_VERSION_10);
    return state == JNI_OK ? env : state == JNI_EDETACHED ? attach() : NULL;
}
