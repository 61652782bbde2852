/* SPDX-License-Identifier: Apache-2.0 */
#include "io_github_handlertable_benchmarks_NativeSide.h"

#include <pthread.h>
#include <stdint.h>

/* Loops on a new thread that the JVM does not know: NativeSide's methods. */

#define NATIVE(type, name)                                                                         \
    JNIEXPORT type JNICALL Java_io_github_handlertable_benchmarks_NativeSide_##name

struct loop {
    void (*function)(void); /* or else: */
    JavaVM *vm;
    jclass class;
    jmethodID upcall;
    jint n;
    int error;
};

static void *call(void *argument)
{
    struct loop *loop = argument;
    for (jint i = 0; i < loop->n; i++)
        loop->function();
    return NULL;
}

static void *call_static(void *argument)
{
    struct loop *loop = argument;
    void *env_pointer = NULL;
    loop->error = (*loop->vm)->AttachCurrentThreadAsDaemon(loop->vm, &env_pointer, NULL);
    if (loop->error)
        return NULL;
    JNIEnv *env = env_pointer;
    for (jint i = 0; i < loop->n; i++)
        (*env)->CallStaticVoidMethod(env, loop->class, loop->upcall);
    (*loop->vm)->DetachCurrentThread(loop->vm);
    return NULL;
}

static void run(JNIEnv *env, void *(*routine)(void *), struct loop *loop)
{
    pthread_t thread;
    int error = pthread_create(&thread, NULL, routine, loop);
    if (!error)
        error = pthread_join(thread, NULL);
    if (error || loop->error) {
        jclass class = (*env)->FindClass(env, "java/lang/IllegalStateException");
        if (class)
            (*env)->ThrowNew(env, class, "no new thread, or it can't be attached");
    }
}

NATIVE(void, callOnNewThread)(JNIEnv *env, jclass class, jlong function, jint n)
{
    (void)class;
    struct loop loop = {.function = (void (*)(void))(uintptr_t)function, .n = n};
    run(env, call, &loop);
}

NATIVE(void, callStaticOnNewThread)(JNIEnv *env, jclass class, jint n)
{
    struct loop loop = {.n = n, .upcall = (*env)->GetStaticMethodID(env, class, "upcall", "()V")};
    loop.class = (*env)->NewGlobalRef(env, class);
    if (!loop.upcall || !loop.class || (*env)->GetJavaVM(env, &loop.vm) != JNI_OK)
        return;
    run(env, call_static, &loop);
    (*env)->DeleteGlobalRef(env, loop.class);
}
