/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The library's file out of the jar, in a process without Java: opened as the JVM opens it, driven
 * by the fake JVM of the C tests. Argument: the file. Built with each C library that there is.
 */
#define _GNU_SOURCE
#include "../../../../native/test/fake_jvm.c"

#include "../../../../native/jni/stubs.h"
#include "../../../../native/test/check.h"
#include "io_github_handlertable_internal_Layout.h"

#include <dlfcn.h>
#include <sys/wait.h>

enum { THREADS = 8, CALLS = 10000, CHUNKS = 2 };

/* An array of bytes, for Gate. */

static jsize JNICALL GetArrayLength(JNIEnv *env, jarray array)
{
    require_jni(env);
    return array ? 1 : 0;
}

static jbyte *JNICALL GetByteArrayElements(JNIEnv *env, jbyteArray array, jboolean *is_copy)
{
    require_jni(env);
    require(array && !is_copy, "wrong array");
    return (jbyte *)object;
}

static void JNICALL ReleaseByteArrayElements(JNIEnv *env, jbyteArray array, jbyte *elements,
                                             jint mode)
{
    require_jni(env);
    require(array && elements == (jbyte *)object && mode == JNI_ABORT, "wrong release");
}

static const struct ht_chunks *stubs;
static atomic_long runs, wrong;
static _Thread_local int32_t expected;

static bool dispatch(JNIEnv *env, jint call)
{
    (void)env;
    runs++;
    wrong += call != expected;
    return true;
}

static void call(int32_t number)
{
    uintptr_t address = stubs->first + (uintptr_t)(number / HT_CHUNK_NUMBERS) * HT_CHUNK_STRIDE +
                        (uintptr_t)(number % HT_CHUNK_NUMBERS) * HT_STUB_SIZE;
    expected = number;
    ((void (*)(void))address)();
}

static void *call_all(void *unused)
{
    (void)unused;
    for (int i = 0; i < CALLS; i++)
        call(i % CHUNKS * HT_CHUNK_NUMBERS + HT_FIRST_PLACE + i % HT_CHUNK_STUBS);
    return NULL;
}

static bool is_refused_in_a_child(void)
{
    pid_t child = fork();
    if (child == 0) {
        long before = runs;
        call(HT_FIRST_PLACE);
        _exit(runs == before ? 0 : 1);
    }
    int status = 1;
    return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

static void *library;

static void *find(const char *name)
{
    void *address = dlsym(library, name);
    if (!address) {
        fprintf(stderr, "%s\n", dlerror());
        abort();
    }
    return address;
}

/* A function of the library, as a pointer of this type. */
#define FUNCTION(result, name, ...)                                                                \
    result (*name)(__VA_ARGS__);                                                                   \
    *(void **)&name = find(#name)
#define NATIVE(result, name, ...)                                                                  \
    result (*name)(JNIEnv *, jclass, __VA_ARGS__);                                                 \
    *(void **)&name = find("Java_io_github_handlertable_internal_Native_" #name)

int main(int argc, char **argv)
{
    plan(9);
    library = argc > 1 ? dlopen(argv[1], RTLD_LAZY | RTLD_LOCAL) : NULL;
    check(library);
    if (!library) {
        fprintf(stderr, "%s\n", dlerror());
        return finish();
    }
    FUNCTION(jint, JNI_OnLoad, JavaVM *, void *);
    NATIVE(jlong, address, jint);
    NATIVE(jclass, defineGate, jbyteArray);
    NATIVE(void, startUpcalls, jclass, jlong);
    NATIVE(jbyteArray, mapChunk, jint);

    functions.GetArrayLength = GetArrayLength;
    functions.GetByteArrayElements = GetByteArrayElements;
    functions.ReleaseByteArrayElements = ReleaseByteArrayElements;
    fake_key = FAKE_KEY;
    fake_dispatch = dispatch;
    JNIEnv *env = fake_attach();
    check(JNI_OnLoad(&fake_vm, NULL) == JNI_VERSION_10);
    stubs = (const struct ht_chunks *)address(env, NULL,
                                              io_github_handlertable_internal_Layout_OF_STUBS);
    check(defineGate(env, NULL, (jbyteArray)fake_object));
    startUpcalls(env, NULL, (jclass)fake_object, 0);
    check(stubs->chunks > CHUNKS);
    bool mapped = true;
    for (jint chunk = 0; chunk < CHUNKS; chunk++)
        mapped &= mapChunk(env, NULL, chunk) == NULL;
    check(mapped);
    on_threads(THREADS, call_all);
    check(runs == THREADS * CALLS && wrong == 0);
    check(is_refused_in_a_child());
    check(fake_counts.attached == THREADS + 2); /* Gate's, and this thread */
    check(fake_counts.attached - fake_counts.detached == 1);
    return finish();
}
