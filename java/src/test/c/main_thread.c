/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A program whose main thread uses some of its stack, then fires a Java handler for the first time,
 * in a JVM that another thread has made:
 *
 *     main_thread libjvm.so class KiB option...
 *
 * The class has a static long table(), whose slot 0 is fired, and a static void report().
 */
#define _GNU_SOURCE
#include "handler_table.h"

#include <alloca.h>
#include <dlfcn.h>
#include <jni.h>
#include <pthread.h>
#include <stdio.h>

typedef jint (*create)(JavaVM **vm, void **env, void *arguments);

static int argc;
static char **argv;
static ht_table *table;
static pthread_barrier_t ready, fired;

static void fail(const char *what)
{
    fprintf(stderr, "main_thread: %s\n", what);
    exit(1);
}

static jmethodID method(JNIEnv *env, jclass class, const char *name, const char *signature)
{
    jmethodID found = class ? (*env)->GetStaticMethodID(env, class, name, signature) : NULL;
    if (!found) {
        (*env)->ExceptionDescribe(env);
        fail(name);
    }
    return found;
}

static void *run_java(void *unused)
{
    void *library = dlopen(argv[1], RTLD_NOW | RTLD_GLOBAL);
    create create_vm = library ? (create)(uintptr_t)dlsym(library, "JNI_CreateJavaVM") : NULL;
    JavaVMOption *options = calloc((size_t)argc, sizeof *options);
    if (!create_vm || !options)
        fail("no libjvm.so, or no memory");
    for (int i = 4; i < argc; i++)
        options[i - 4].optionString = argv[i];
    JavaVMInitArgs arguments = {JNI_VERSION_10, argc - 4, options, JNI_FALSE};
    JavaVM *vm;
    void *made;
    if (create_vm(&vm, &made, &arguments) != JNI_OK)
        fail("no JVM");
    JNIEnv *env = made;
    jclass class = (*env)->FindClass(env, argv[2]);
    jmethodID address = method(env, class, "table", "()J");
    jmethodID report = method(env, class, "report", "()V");
    table = (ht_table *)(uintptr_t)(*env)->CallStaticLongMethod(env, class, address);
    if ((*env)->ExceptionCheck(env)) {
        (*env)->ExceptionDescribe(env);
        fail("the Java program failed");
    }
    pthread_barrier_wait(&ready);
    pthread_barrier_wait(&fired);
    (*env)->CallStaticVoidMethod(env, class, report);
    exit((*env)->ExceptionCheck(env) ? 1 : 0);
    return unused;
}

static void __attribute__((noinline)) fire_below(size_t used)
{
    volatile char *eaten = alloca(used);
    for (size_t i = 0; i < used; i += 4096)
        eaten[i] = 1;
    ht_handle(table, 0);
    if (eaten[0] != 1)
        fail("the stack was overwritten");
}

int main(int count, char **arguments)
{
    argc = count;
    argv = arguments;
    pthread_t thread;
    if (argc < 4 || pthread_barrier_init(&ready, NULL, 2) != 0 ||
        pthread_barrier_init(&fired, NULL, 2) != 0 ||
        pthread_create(&thread, NULL, run_java, NULL) != 0)
        fail("it can't start");
    pthread_barrier_wait(&ready);
    fire_below((size_t)atol(argv[3]) * 1024);
    pthread_barrier_wait(&fired);
    pthread_join(thread, NULL);
}
