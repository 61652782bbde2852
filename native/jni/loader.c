/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "bridge.h"
#include "raisers.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <fenv.h>
#include <limits.h>
#include <link.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

/* Has Native.fail throw what went wrong: JNI's ThrowNew can't take all encodings. */
static void fail(JNIEnv *env, jclass class, const char *message)
{
    jbyteArray bytes = ht_java_bytes(env, message ? message : "unknown loader error");
    if (!bytes)
        return;
    jmethodID method = (*env)->GetStaticMethodID(env, class, "fail", "([B)V");
    if (method)
        (*env)->CallStaticVoidMethod(env, class, method, bytes);
}

/*
 * Whether the loader would make the stacks of all threads executable for the library in a file. It
 * would so undo the guard pages by which the JVM sees the ends of its threads' stacks, and the next
 * endless recursion would be a crash. System.load puts them back, but gives no handle.
 */
static bool wants_executable_stacks(const char *file)
{
    bool wants = false;
    ElfW(Ehdr) header;
    ElfW(Phdr) segment;
    int descriptor = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0)
        return false; /* dlopen says why */
    if (read(descriptor, &header, sizeof header) == sizeof header &&
        memcmp(header.e_ident, ELFMAG, SELFMAG) == 0 && header.e_phentsize == sizeof segment &&
        lseek(descriptor, (off_t)header.e_phoff, SEEK_SET) >= 0) {
#ifndef __aarch64__
        wants = true; /* else, a library that says nothing does */
#endif
        for (int i = 0; i < header.e_phnum; i++)
            if (read(descriptor, &segment, sizeof segment) == sizeof segment &&
                segment.p_type == PT_GNU_STACK)
                wants = segment.p_flags & PF_X;
    }
    close(descriptor);
    return wants;
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
    const int how = RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE;
    void *library = dlopen(file, how | RTLD_NOLOAD); /* one that is loaded does no more harm */
    bool harms = !library && strchr(file, '/') && wants_executable_stacks(file);
    if (!library && !harms)
        library = dlopen(file, how);
    fesetenv(&environment);
    if (harms) {
        char why[PATH_MAX + 200];
        snprintf(
            why, sizeof why,
            "%s wants an executable stack, which would take away the guards of the JVM's stacks; "
            "link it with -z noexecstack (an assembly file needs .section .note.GNU-stack)",
            file);
        fail(env, class, why);
    } else if (!library) {
        fail(env, class, dlerror());
    }
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
        fail(env, class, dlerror());
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
