/* SPDX-License-Identifier: Apache-2.0 */
#include "bridge.h"

#include <stddef.h>

/* The native methods of the Java class Native that call Java methods as reflection does. */

/* Four is enough for all of them; a longer array is cut. */
#define MOST_ARGUMENTS 4

static jobject invoke(JNIEnv *env, jclass owner, jobject method, jobject receiver,
                      const jvalue *arguments)
{
    jmethodID id = (*env)->FromReflectedMethod(env, method);
    if (!id)
        return NULL;
    return receiver ? (*env)->CallObjectMethodA(env, receiver, id, arguments)
                    : (*env)->CallStaticObjectMethodA(env, owner, id, arguments);
}

NATIVE(jobject, invoke)
(JNIEnv *env, jclass class, jclass owner, jobject method, jobject receiver, jobjectArray arguments)
{
    (void)class;
    jvalue values[MOST_ARGUMENTS] = {0};
    jsize n = (*env)->GetArrayLength(env, arguments);
    for (jsize i = 0; i < n && i < MOST_ARGUMENTS; i++)
        values[i].l = (*env)->GetObjectArrayElement(env, arguments, i);
    return invoke(env, owner, method, receiver, values);
}

NATIVE(jobject, invokeWith)
(JNIEnv *env, jclass class, jclass owner, jobject method, jobject receiver, jlong argument)
{
    (void)class;
    const jvalue value = {.j = argument}; /* and .z, where the low byte comes first */
    return invoke(env, owner, method, receiver, &value);
}

NATIVE(jlong, invokeForLong)(JNIEnv *env, jclass class, jobject method, jobject receiver)
{
    (void)class;
    jmethodID id = (*env)->FromReflectedMethod(env, method);
    return id ? (*env)->CallLongMethodA(env, receiver, id, NULL) : 0;
}
