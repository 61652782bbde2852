/* SPDX-License-Identifier: Apache-2.0 */
#include "gate.h"
#include "sets.h"
#include "threads.h"
#include "upcall.h"

#include <pthread.h>

jclass ht_gate;

/* The native methods of the Java class Gate. */

static void JNICALL end(JNIEnv *env, jclass class)
{
    (void)env, (void)class;
    ht_threads_end();
}

/*
 * Has the Runnable run after all shutdown hooks, in one of the slots that the JDK has for hooks of
 * its own; it takes 0 to 2. (JVMTI has an event for the JVM's death, but to start JVMTI crashes JDK
 * 25 while threads attach.)
 */
static bool run_after_hooks(JNIEnv *env, jobject runnable)
{
    jclass shutdown = (*env)->FindClass(env, "java/lang/Shutdown");
    if (!shutdown)
        return false;
    jmethodID add = (*env)->GetStaticMethodID(env, shutdown, "add", "(IZLjava/lang/Runnable;)V");
    if (!add)
        return false;
    for (jint slot = 9; slot > 2;
         slot--) { /* where each copy has its own ht_process, it takes one */
        (*env)->ExceptionClear(env);
        (*env)->CallStaticVoidMethod(env, shutdown, add, slot, (jboolean)JNI_TRUE, runnable);
        if (!(*env)->ExceptionCheck(env))
            return true;
    }
    return false;
}

/* Called by a shutdown hook; other hooks may still run for long. */
static void JNICALL stop(JNIEnv *env, jclass class, jobject end_runnable)
{
    (void)class;
    ht_threads_stop();
    if (ht_threads_claim_end() && !run_after_hooks(env, end_runnable)) {
        (*env)->ExceptionClear(env);
        ht_threads_end();
    }
}

static void JNICALL destroy(JNIEnv *env, jclass class, jlong table)
{
    (void)env, (void)class;
    ht_destroy((ht_table *)(uintptr_t)table);
}

static void JNICALL free_set(JNIEnv *env, jclass class, jlong set)
{
    (void)env, (void)class;
    ht_set_free((struct ht_set *)(uintptr_t)set);
}

static void JNICALL count_stale(JNIEnv *env, jclass class, jint call)
{
    (void)env, (void)class;
    ht_upcall_count_stale(call);
}

static void JNICALL escaped(JNIEnv *env, jclass class, jthrowable throwable, jint call)
{
    (void)class;
    ht_upcall_escaped(env, throwable, call);
}

static jint register_natives(JNIEnv *env, jclass gate)
{
    const JNINativeMethod methods[] = {
        {"stop", "(Ljava/lang/Runnable;)V", (void *)(uintptr_t)stop},
        {"end", "()V", (void *)(uintptr_t)end},
        {"destroy", "(J)V", (void *)(uintptr_t)destroy},
        {"freeSet", "(J)V", (void *)(uintptr_t)free_set},
        {"countStale", "(I)V", (void *)(uintptr_t)count_stale},
        {"escaped", "(Ljava/lang/Throwable;I)V", (void *)(uintptr_t)escaped},
    };
    return (*env)->RegisterNatives(env, gate, methods, sizeof methods / sizeof *methods);
}

struct definition {
    const jbyte *bytes;
    jsize length;
    jthrowable failure; /* a global reference */
};

/* Defines Gate in a class loader of its own. false: an exception is pending. */
static bool define(JNIEnv *env, const struct definition *definition)
{
    jclass url = (*env)->FindClass(env, "java/net/URL");
    if (!url)
        return false;
    jclass loaders = (*env)->FindClass(env, "java/net/URLClassLoader");
    if (!loaders)
        return false;
    jmethodID make =
        (*env)->GetMethodID(env, loaders, "<init>", "([Ljava/net/URL;Ljava/lang/ClassLoader;)V");
    if (!make)
        return false;
    jobjectArray none = (*env)->NewObjectArray(env, 0, url, NULL);
    if (!none)
        return false;
    jobject loader = (*env)->NewObject(env, loaders, make, none, NULL);
    if (!loader)
        return false;
    jclass gate = (*env)->DefineClass(env, "io/github/handlertable/internal/Gate", loader,
                                      definition->bytes, definition->length);
    if (!gate || register_natives(env, gate) != JNI_OK)
        return false;
    jmethodID open = (*env)->GetStaticMethodID(env, gate, "open", "()V");
    if (!open)
        return false;
    (*env)->CallStaticVoidMethod(env, gate, open);
    if ((*env)->ExceptionCheck(env))
        return false;
    jmethodID attached = (*env)->GetStaticMethodID(env, gate, "attached", "()V");
    if (!attached)
        return false;
    ht_gate = (*env)->NewGlobalRef(env, gate);
    if (!ht_gate)
        return false;
    ht_threads_on_attach(ht_gate, attached);
    return true;
}

static void *define_on_thread(void *argument)
{
    struct definition *definition = argument;
    JNIEnv *env = ht_thread_attach(); /* also when the JVM is shutting down */
    if (!env)
        return NULL;
    ht_vm_thread_learn(env);
    if (!define(env, definition)) {
        jthrowable failure = (*env)->ExceptionOccurred(env);
        (*env)->ExceptionClear(env);
        definition->failure = (*env)->NewGlobalRef(env, failure);
    }
    ht_thread_leave();
    ht_vm_thread_confirm();
    return NULL;
}

/*
 * On a thread of its own: on the caller's, the new objects would refer to the classes on its stack
 * (up to JDK 23, by their AccessControlContext) and to its context class loader.
 */
static void run_on_thread(void *(*run)(void *), void *argument)
{
    pthread_attr_t attributes;
    if (pthread_attr_init(&attributes) != 0)
        return;
    pthread_t thread;
    /* The default is the limit of this process (ulimit -s), which may be too little for Java. glibc
       takes thread-local memory of all libraries out of it, too. */
    if (pthread_attr_setstacksize(&attributes, 8 << 20) == 0 &&
        pthread_create(&thread, &attributes, run, argument) == 0)
        pthread_join(thread, NULL);
    pthread_attr_destroy(&attributes);
}

bool ht_gate_define(JNIEnv *env, const jbyte *bytes, jsize length)
{
    if (ht_gate)
        return true;
    struct definition definition = {.bytes = bytes, .length = length};
    run_on_thread(define_on_thread, &definition);
    if (definition.failure) {
        (*env)->Throw(env, definition.failure);
        (*env)->DeleteGlobalRef(env, definition.failure);
    }
    return ht_gate != NULL;
}
