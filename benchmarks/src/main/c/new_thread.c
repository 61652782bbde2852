/* SPDX-License-Identifier: Apache-2.0 */
#define _POSIX_C_SOURCE 200112L /* pthread_barrier_t */
#include "io_github_handlertable_benchmarks_NativeSide.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

/* Calls on threads that C makes, and so the JVM does not know: native methods of NativeSide. */

#define NATIVE(type, name)                                                                         \
    JNIEXPORT type JNICALL Java_io_github_handlertable_benchmarks_NativeSide_##name

static struct {
    JavaVM *vm;
    jclass class;
    jmethodID upcall;
} java;

JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM *vm, void *reserved)
{
    (void)reserved;
    void *env_pointer = NULL;
    if ((*vm)->GetEnv(vm, &env_pointer, JNI_VERSION_10))
        return JNI_ERR;
    JNIEnv *env = env_pointer;
    jclass class = (*env)->FindClass(env, "io/github/handlertable/benchmarks/NativeSide");
    java.vm = vm;
    java.class = class ? (*env)->NewGlobalRef(env, class) : NULL;
    java.upcall = class ? (*env)->GetStaticMethodID(env, class, "upcall", "()V") : NULL;
    return java.class && java.upcall ? JNI_VERSION_10 : JNI_ERR;
}

struct thread {
    pthread_t id;
    void (*function)(void); /* NULL: NativeSide.upcall, by JNI */
    jint n;
    int error;

    /* Of a thread that stays: passed when there is something to do, and when that is done. */
    pthread_barrier_t turn;
    bool over;
};

static void call(struct thread *thread)
{
    jint n = thread->n;
    void (*function)(void) = thread->function;
    if (function) {
        for (jint i = 0; i < n; i++)
            function();
        return;
    }
    void *env_pointer = NULL;
    thread->error = (*java.vm)->AttachCurrentThreadAsDaemon(java.vm, &env_pointer, NULL);
    if (thread->error)
        return;
    JNIEnv *env = env_pointer;
    for (jint i = 0; i < n; i++)
        (*env)->CallStaticVoidMethod(env, java.class, java.upcall);
}

static void end(struct thread *thread)
{
    if (!thread->function && !thread->error)
        (*java.vm)->DetachCurrentThread(java.vm);
}

static void *call_once(void *argument)
{
    call(argument);
    end(argument);
    return NULL;
}

static void *call_in_turn(void *argument)
{
    struct thread *thread = argument;
    while (pthread_barrier_wait(&thread->turn), !thread->over) {
        call(thread);
        pthread_barrier_wait(&thread->turn);
    }
    end(thread);
    return NULL;
}

static void check(JNIEnv *env, bool good)
{
    jclass class = good ? NULL : (*env)->FindClass(env, "java/lang/IllegalStateException");
    if (class)
        (*env)->ThrowNew(env, class, "no new thread, or it can't be attached");
}

NATIVE(void, callOnNewThread)(JNIEnv *env, jclass class, jlong function)
{
    (void)class;
    struct thread thread = {.function = (void (*)(void))(uintptr_t)function, .n = 1};
    int error = pthread_create(&thread.id, NULL, call_once, &thread);
    if (!error)
        error = pthread_join(thread.id, NULL);
    check(env, !error && !thread.error);
}

NATIVE(jlong, startThread)(JNIEnv *env, jclass class, jlong function)
{
    (void)class;
    struct thread *thread = calloc(1, sizeof *thread);
    bool good = thread && !pthread_barrier_init(&thread->turn, NULL, 2);
    if (good) {
        thread->function = (void (*)(void))(uintptr_t)function;
        good = !pthread_create(&thread->id, NULL, call_in_turn, thread);
    }
    check(env, good);
    return (jlong)(uintptr_t)thread;
}

NATIVE(void, callOnThread)(JNIEnv *env, jclass class, jlong address, jint n)
{
    (void)class;
    struct thread *thread = (struct thread *)(uintptr_t)address;
    thread->n = n;
    pthread_barrier_wait(&thread->turn);
    pthread_barrier_wait(&thread->turn);
    check(env, !thread->error);
}

NATIVE(void, endThread)(JNIEnv *env, jclass class, jlong address)
{
    (void)env, (void)class;
    struct thread *thread = (struct thread *)(uintptr_t)address;
    thread->over = true;
    pthread_barrier_wait(&thread->turn);
    pthread_join(thread->id, NULL);
    pthread_barrier_destroy(&thread->turn);
    free(thread);
}
