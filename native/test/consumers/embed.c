/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A program of C that has a JVM inside: a Java handler stands in its table, fires a C handler
 * there, and is fired by the main thread and by another one. Takes the JVM's options.
 */
#include <handler_table.h>
#include <jni.h>
#include <pthread.h>
#include <stdio.h>

enum { FIRES = 1000 };

static HT_DEFINE(app_events, 8);
static int events;

static void on_event(void)
{
    events++;
}

static void *fire(void *unused)
{
    for (int i = 0; i < FIRES; i++)
        ht_handle(app_events, 3);
    return unused;
}

/* Calls a static method of Embedded with the table's address. */
static bool call(JNIEnv *env, const char *name)
{
    jclass type = (*env)->FindClass(env, "Embedded");
    jmethodID method = type ? (*env)->GetStaticMethodID(env, type, name, "(J)V") : NULL;
    if (method)
        (*env)->CallStaticVoidMethod(env, type, method, (jlong)(uintptr_t)app_events);
    if ((*env)->ExceptionCheck(env)) {
        (*env)->ExceptionDescribe(env);
        return false;
    }
    return true;
}

int main(int argc, char **argv)
{
    JavaVMOption options[8] = {{NULL, NULL}};
    JavaVMInitArgs arguments = {JNI_VERSION_10, argc - 1, options, JNI_FALSE};
    JavaVM *vm;
    JNIEnv *env;
    pthread_t thread;
    for (int i = 1; i < argc && i <= 8; i++)
        options[i - 1].optionString = argv[i];
    if (JNI_CreateJavaVM(&vm, (void **)&env, &arguments) != JNI_OK)
        return 1;
    bool good = ht_register(app_events, 4, on_event) && call(env, "start");
    fire(NULL);
    good &= pthread_create(&thread, NULL, fire, NULL) == 0 && pthread_join(thread, NULL) == 0;
    good &= call(env, "stop") && !ht_handle(app_events, 3) && ht_handle(app_events, 4);
    good &= (*vm)->DestroyJavaVM(vm) == JNI_OK && ht_handle(app_events, 4);
    printf("C fired Java, which fired C %d times\n", events);
    return !(good && events == 2 * FIRES + 2);
}
