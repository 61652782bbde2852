/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "bridge.h"
#include "raisers.h"

#include <dlfcn.h>
#include <fenv.h>
#include <link.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* The native methods of the Java class Native that call the system's loader. */

char *ht_c_string(JNIEnv *env, jbyteArray bytes)
{
    jsize length = (*env)->GetArrayLength(env, bytes);
    char *string = malloc((size_t)length + 1);
    if (!string) {
        ht_throw(env, "java/lang/OutOfMemoryError", "no native memory for a copy of a name");
        return NULL;
    }
    (*env)->GetByteArrayRegion(env, bytes, 0, length, (jbyte *)string);
    if ((*env)->ExceptionCheck(env)) {
        free(string);
        return NULL;
    }
    string[length] = '\0';
    return string;
}

/* Has Native.fail throw what the loader says went wrong: JNI's ThrowNew can't take all encodings.
 */
static void throw_loader_error(JNIEnv *env, jclass class)
{
    const char *message = dlerror();
    jbyteArray bytes = ht_java_bytes(env, message ? message : "unknown loader error");
    if (!bytes)
        return;
    jmethodID fail = (*env)->GetStaticMethodID(env, class, "fail", "([B)V");
    if (fail)
        (*env)->CallStaticVoidMethod(env, class, fail, bytes);
}

NATIVE(jlong, open)(JNIEnv *env, jclass class, jbyteArray name)
{
    char *file = ht_c_string(env, name);
    if (!file)
        return 0;
    /* Java relies on it; but a library that is loaded may change it (GCC's -ffast-math does). */
    fenv_t environment;
    fegetenv(&environment);
    /* NODELETE: a handler's code must outlive its last call, and nobody can know which that is. */
    void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    fesetenv(&environment);
    if (!library)
        throw_loader_error(env, class);
    free(file);
    return (jlong)(uintptr_t)library;
}

NATIVE(jlong, find)(JNIEnv *env, jclass class, jlong library, jbyteArray symbol)
{
    char *name = ht_c_string(env, symbol);
    if (!name)
        return 0;
    void *address = dlsym((void *)(uintptr_t)library, name);
    if (!address)
        throw_loader_error(env, class);
    free(name);
    return (jlong)(uintptr_t)address;
}

/* Stops at the object whose code the address lies in. */
static int has_code(struct dl_phdr_info *object, size_t size, void *address)
{
    (void)size;
    for (int i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
        uintptr_t start = object->dlpi_addr + segment->p_vaddr;
        if (segment->p_type == PT_LOAD && segment->p_flags & PF_X &&
            (uintptr_t)address - start < segment->p_memsz)
            return 1;
    }
    return 0;
}

NATIVE(jboolean, isCode)(JNIEnv *env, jclass class, jlong address)
{
    (void)env, (void)class;
    return dl_iterate_phdr(has_code, (void *)(uintptr_t)address) != 0;
}

NATIVE(jbyteArray, symbol)(JNIEnv *env, jclass class, jlong address)
{
    (void)class;
    const void *set;
    uint32_t index;
    if (ht_raiser_means((uintptr_t)address, &set, &index)) {
        char name[64];
        snprintf(name, sizeof name, "raiser %u of the set at %p", index, set);
        return ht_java_bytes(env, set ? name : "raiser of a closed set");
    }
    Dl_info info;
    bool has_name = dladdr((void *)(uintptr_t)address, &info) != 0 && info.dli_sname;
    return has_name ? ht_java_bytes(env, info.dli_sname) : NULL;
}
