/* SPDX-License-Identifier: Apache-2.0 */
#include "fake_jvm.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

unsigned fake_failing_attach;
bool (*fake_dispatch)(JNIEnv *env, jint call);
enum fake_key fake_key;
struct fake_counts fake_counts;

static char object[3]; /* and the methods open, enter, attached */
struct _jobject *const fake_object = (struct _jobject *)object;

_Thread_local bool fake_is_attached;
static _Thread_local bool pending; /* an exception */

static void require(bool rule, const char *breach)
{
    if (!rule) {
        fprintf(stderr, "fake JVM: %s\n", breach);
        abort();
    }
}

static JNIEnv the_env;

/* What every function but a few asks of its caller. */
static void require_jni(JNIEnv *env)
{
    require(fake_is_attached && env == &the_env, "JNI on a thread that is not attached");
    require(!pending, "JNI with an exception pending");
}

/* The functions that the bridge needs, in the order of jni.h. */

static jthrowable JNICALL ExceptionOccurred(JNIEnv *env)
{
    (void)env;
    require(fake_is_attached, "JNI on a thread that is not attached");
    fake_counts.local_refs += pending;
    return pending ? fake_object : NULL;
}

static void JNICALL ExceptionClear(JNIEnv *env)
{
    (void)env;
    require(fake_is_attached, "JNI on a thread that is not attached");
    pending = false;
}

static jboolean JNICALL ExceptionCheck(JNIEnv *env)
{
    (void)env;
    require(fake_is_attached, "JNI on a thread that is not attached");
    return pending;
}

static jobject JNICALL NewGlobalRef(JNIEnv *env, jobject reference)
{
    require_jni(env);
    fake_counts.global_refs++;
    return reference;
}

static void JNICALL DeleteGlobalRef(JNIEnv *env, jobject reference)
{
    (void)env;
    require(fake_is_attached && reference, "no global reference to delete");
    require(fake_counts.global_refs-- > 0, "a global reference deleted twice");
}

static jobject JNICALL NewLocalRef(JNIEnv *env, jobject reference)
{
    require_jni(env);
    fake_counts.local_refs++;
    return reference;
}

static void JNICALL DeleteLocalRef(JNIEnv *env, jobject reference)
{
    (void)env;
    require(fake_is_attached && reference, "no local reference to delete");
    require(fake_counts.local_refs-- > 0, "a local reference deleted twice");
}

static jweak JNICALL NewWeakGlobalRef(JNIEnv *env, jobject reference)
{
    require_jni(env);
    return reference;
}

/* What gate.c needs, in its order. These local references go with its thread, uncounted. */

static jclass JNICALL FindClass(JNIEnv *env, const char *name)
{
    require_jni(env);
    require(!strncmp(name, "java/net/URL", 12), "unknown class");
    return fake_object;
}

static jmethodID JNICALL GetMethodID(JNIEnv *env, jclass class, const char *name,
                                     const char *signature)
{
    (void)signature;
    require_jni(env);
    require(class && !strcmp(name, "<init>"), "unknown constructor");
    return (jmethodID)object;
}

static jobjectArray JNICALL NewObjectArray(JNIEnv *env, jsize length, jclass class, jobject element)
{
    require_jni(env);
    require(length == 0 && class && !element, "wrong array");
    return fake_object;
}

static jobject JNICALL NewObject(JNIEnv *env, jclass class, jmethodID constructor, ...)
{
    require_jni(env);
    require(class && constructor, "wrong object");
    return fake_object;
}

static jclass JNICALL DefineClass(JNIEnv *env, const char *name, jobject loader, const jbyte *bytes,
                                  jsize length)
{
    require_jni(env);
    require(name && loader && bytes && length > 0, "wrong class");
    return fake_object;
}

static jint JNICALL RegisterNatives(JNIEnv *env, jclass class, const JNINativeMethod *methods,
                                    jint n)
{
    require_jni(env);
    for (jint i = 0; i < n; i++)
        require(class && methods[i].name && methods[i].fnPtr, "wrong native method");
    return JNI_OK;
}

static jmethodID JNICALL GetStaticMethodID(JNIEnv *env, jclass class, const char *name,
                                           const char *signature)
{
    require_jni(env);
    bool is_open = !strcmp(name, "open") && !strcmp(signature, "()V");
    bool is_enter = !strcmp(name, "enter") && !strcmp(signature, "(I)I");
    bool is_attached = !strcmp(name, "attached") && !strcmp(signature, "()V");
    require(class && (is_open || is_enter || is_attached), "unknown method");
    return (jmethodID)&object[is_attached ? 2 : is_enter];
}

static void JNICALL CallStaticVoidMethod(JNIEnv *env, jclass class, jmethodID method, ...)
{
    require_jni(env);
    bool is_attached = method == (jmethodID)&object[2];
    require(class && (is_attached || method == (jmethodID)&object[0]), "unknown method");
    fake_counts.greeted += is_attached;
    pending = is_attached; /* it finds no stack */
}

static jint JNICALL CallStaticIntMethodA(JNIEnv *env, jclass class, jmethodID method,
                                         const jvalue *arguments)
{
    require_jni(env);
    require(class && method == (jmethodID)&object[1], "unknown method");
    pending = !fake_dispatch(env, arguments[0].i);
    return !pending;
}

static jfieldID JNICALL GetStaticFieldID(JNIEnv *env, jclass class, const char *name,
                                         const char *signature)
{
    require_jni(env);
    require(class && !strcmp(name, "count") && !strcmp(signature, "I"), "unknown field");
    return (jfieldID)object;
}

static void JNICALL SetStaticIntField(JNIEnv *env, jclass class, jfieldID field, jint value)
{
    require_jni(env);
    require(class && field == (jfieldID)object && value >= 0, "wrong count");
}

/* An array that is never copied: by that the bridge sees that nothing checks JNI. */

static jintArray JNICALL NewIntArray(JNIEnv *env, jsize length)
{
    require_jni(env);
    fake_counts.local_refs++;
    return length > 0 ? fake_object : NULL;
}

static void *JNICALL GetPrimitiveArrayCritical(JNIEnv *env, jarray array, jboolean *is_copy)
{
    require_jni(env);
    require(array && !is_copy, "wrong array");
    return object;
}

static void JNICALL ReleasePrimitiveArrayCritical(JNIEnv *env, jarray array, void *elements,
                                                  jint mode)
{
    (void)env;
    require(fake_is_attached && array && elements == object && mode == JNI_ABORT, "wrong release");
}

static void missing(void)
{
    require(false, "a JNI function that the bridge has no need of");
}

static struct JNINativeInterface_ functions = {
    .ExceptionOccurred = ExceptionOccurred,
    .ExceptionClear = ExceptionClear,
    .ExceptionCheck = ExceptionCheck,
    .NewGlobalRef = NewGlobalRef,
    .DeleteGlobalRef = DeleteGlobalRef,
    .NewWeakGlobalRef = NewWeakGlobalRef,
    .FindClass = FindClass,
    .GetMethodID = GetMethodID,
    .NewObjectArray = NewObjectArray,
    .NewObject = NewObject,
    .DefineClass = DefineClass,
    .RegisterNatives = RegisterNatives,
    .NewLocalRef = NewLocalRef,
    .DeleteLocalRef = DeleteLocalRef,
    .GetStaticMethodID = GetStaticMethodID,
    .CallStaticVoidMethod = CallStaticVoidMethod,
    .CallStaticIntMethodA = CallStaticIntMethodA,
    .NewIntArray = NewIntArray,
    .GetPrimitiveArrayCritical = GetPrimitiveArrayCritical,
    .ReleasePrimitiveArrayCritical = ReleasePrimitiveArrayCritical,
    .GetStaticFieldID = GetStaticFieldID,
    .SetStaticIntField = SetStaticIntField};
static JNIEnv the_env = &functions;

/* Called by JNI_OnLoad's first GetEnv at the latest, before there are other threads. */
static void fill_functions(void)
{
    void (**all)(void) = (void (**)(void))(void *)&functions;
    for (size_t i = 4; i < sizeof functions / sizeof *all; i++) /* the first four are reserved */
        if (!all[i])
            all[i] = missing;
}

static pid_t process;
static pthread_key_t key;

/* As HotSpot does, for destructors of others that call it. */
static void restore(void *value)
{
    if (fake_is_attached || fake_key == FAKE_STALE_KEY)
        pthread_setspecific(key, value);
}

static void require_process(void)
{
    require(getpid() == process, "a call in a forked child");
}

JNIEnv *fake_attach(void)
{
    if (!functions.FatalError) {
        fill_functions();
        process = getpid();
        require(pthread_key_create(&key, restore) == 0, "no key");
    }
    require_process();
    require(!fake_is_attached, "attached twice");
    fake_counts.attached++;
    fake_is_attached = true;
    if (fake_key != FAKE_NO_KEY)
        require(pthread_setspecific(key, &the_env) == 0, "no memory for a key");
    return &the_env;
}

static jint JNICALL Detach(JavaVM *vm)
{
    (void)vm;
    require_process();
    require(fake_is_attached && !pending, "a detach that is not due");
    fake_counts.detached++;
    fake_is_attached = false;
    if (fake_key != FAKE_STALE_KEY)
        pthread_setspecific(key, NULL);
    return JNI_OK;
}

static jint JNICALL GetEnv(JavaVM *vm, void **env, jint version)
{
    require_process();
    require(vm == &fake_vm && version == JNI_VERSION_10, "wrong GetEnv");
    *env = fake_is_attached ? &the_env : NULL;
    return fake_is_attached ? JNI_OK : JNI_EDETACHED;
}

static jint JNICALL AttachAsDaemon(JavaVM *vm, void **env, void *arguments)
{
    const JavaVMAttachArgs *given = arguments;
    require(vm == &fake_vm && given && given->version == JNI_VERSION_10 && given->name,
            "wrong attach");
    static atomic_long attempts;
    long attempt = ++attempts;
    if (fake_failing_attach && attempt % fake_failing_attach == 0) {
        fake_counts.attach_failures++;
        return JNI_ERR;
    }
    *env = fake_attach();
    fake_counts.daemons++;
    return JNI_OK;
}

static const struct JNIInvokeInterface_ invoke = {
    .DetachCurrentThread = Detach, .GetEnv = GetEnv, .AttachCurrentThreadAsDaemon = AttachAsDaemon};
JavaVM fake_vm = &invoke;
