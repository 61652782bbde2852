/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "bridge.h"
#include "given.h"
#include "stack.h"

#include "io_github_handlertable_internal_Native.h"

#include <dlfcn.h>
#include <errno.h>
#include <fenv.h>
#include <string.h>

struct ht_jvm ht_jvm;

/* Java keeps addresses in jlong. */

static ht_table *table_at(jlong address)
{
    return (ht_table *)(uintptr_t)address;
}

static ht_handler handler_at(jlong address)
{
    return (ht_handler)(uintptr_t)address;
}

/* A negative index, which only handleRun may get, becomes one beyond every table. */
static size_t index_of(jint index)
{
    return (size_t)(jlong)index;
}

static void throw_new(JNIEnv *env, const char *class_name, const char *message)
{
    jclass class = (*env)->FindClass(env, class_name);
    if (class)
        (*env)->ThrowNew(env, class, message);
}

/* A C string of Java's bytes, to be freed; NULL with an exception pending. */
static char *c_string(JNIEnv *env, jbyteArray bytes)
{
    jsize length = (*env)->GetArrayLength(env, bytes);
    char *string = malloc((size_t)length + 1);
    if (!string) {
        throw_new(env, "java/lang/OutOfMemoryError", "no native memory for a copy of a name");
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

/* Throws what the loader says went wrong. */
static void throw_loader_error(JNIEnv *env)
{
    const char *message = dlerror();
    throw_new(env, "java/lang/UnsatisfiedLinkError", message ? message : "unknown loader error");
}

bool ht_stack_or_throw(JNIEnv *env)
{
    if (ht_stack_has_room())
        return true;
    throw_new(env, "java/lang/StackOverflowError", "not enough for a change of a table");
    return false;
}

/* The native methods of the Java class Native, in its order. */

#define NATIVE(type, name) JNIEXPORT type JNICALL Java_io_github_handlertable_internal_Native_##name

NATIVE(jlong, create)(JNIEnv *env, jclass class, jint capacity)
{
    (void)env, (void)class;
    return (jlong)(uintptr_t)ht_create((size_t)capacity);
}

NATIVE(void, destroy)(JNIEnv *env, jclass class, jlong table)
{
    (void)env, (void)class;
    ht_destroy(table_at(table));
}

NATIVE(jlong, capacity)(JNIEnv *env, jclass class, jlong table)
{
    (void)env, (void)class;
    return (jlong)ht_capacity(table_at(table));
}

NATIVE(jboolean, isTable)(JNIEnv *env, jclass class, jlong table)
{
    (void)env, (void)class;
    return ht_word_load_relaxed(&table_at(table)->words[HT_HEADER_ABI]) == HT_ABI;
}

NATIVE(jboolean, hasRoomByJni)(JNIEnv *env, jclass class)
{
    (void)env, (void)class;
    return ht_stack_has_room();
}

NATIVE(jlong, hasRoom)(JNIEnv *env, jclass class)
{
    (void)env, (void)class;
    return (jlong)(uintptr_t)ht_stack_has_room;
}

/*
 * Behind a swap into a slot, before Java looks whether the table is closed: pairs with the fence in
 * HandlerTable.close. On x86-64 the swap is a locked instruction, and so a full fence
 * already; only the compiler must be held back.
 */
static void fence_behind_swap(void)
{
#if defined(__x86_64__)
    atomic_signal_fence(memory_order_seq_cst);
#else
    atomic_thread_fence(memory_order_seq_cst);
#endif
}

/* To be called before a handler is put into a table. */
static void adopt(ht_table *table, uintptr_t handler)
{
    if (ht_word_load_relaxed(&table->words[HT_HEADER_STUBS_SPAN]) == 0 && ht_stubs_contain(handler))
        ht_batch_adopt(table);
}

NATIVE(jlong, register)(JNIEnv *env, jclass class, jlong table, jint index, jlong handler)
{
    (void)env, (void)class;
    adopt(table_at(table), (uintptr_t)handler);
    uintptr_t found = ht_word_compare_and_exchange_acq_rel(
        ht_slot(table_at(table), index_of(index)), 0, (uintptr_t)handler);
    fence_behind_swap();
    return (jlong)found;
}

NATIVE(jlong, replace)(JNIEnv *env, jclass class, jlong table, jint index, jlong handler)
{
    (void)env, (void)class;
    adopt(table_at(table), (uintptr_t)handler);
    uintptr_t found =
        ht_word_exchange_acq_rel(ht_slot(table_at(table), index_of(index)), (uintptr_t)handler);
    fence_behind_swap();
    return (jlong)found;
}

NATIVE(jlong, unregister)(JNIEnv *env, jclass class, jlong table, jint index)
{
    (void)class;
    if (!ht_stack_or_throw(env))
        return 0;
    return (jlong)ht_word_exchange_acq_rel(ht_slot(table_at(table), index_of(index)), 0);
}

NATIVE(jboolean, remove)(JNIEnv *env, jclass class, jlong table, jint index, jlong handler)
{
    (void)env, (void)class;
    return ht_word_compare_and_set_acq_rel(ht_slot(table_at(table), index_of(index)),
                                           (uintptr_t)handler, 0);
}

#define UNLIKELY(condition) __builtin_expect(condition, 0)

NATIVE(jlong, handleRun)
(JNIEnv *env, jclass class, jlong address, jintArray indexes, jint from, jint left)
{
    (void)class;
    enum { MOST = 64 };
    jint some[MOST];
    jint n = left < MOST ? left : MOST;
    /* Throws nothing: left is what the array has from there on. To ask would cost as much again. */
    (*env)->GetIntArrayRegion(env, indexes, from, n, some);
    ht_table *table = table_at(address);
    /* They never change, but the compiler can't know that of what it calls. */
    const uintptr_t stubs = ht_stubs.first;
    const uintptr_t span = ht_stubs.span;
    jlong missed = 0;
    jint i;
    /* Unrolled, and in line but for what is rare: jumps would take a fifth of a call each time. */
#pragma GCC unroll 4
    for (i = 0; i < n; i++) {
        size_t index = index_of(some[i]);
        if (UNLIKELY(index >= ht_capacity(table))) {
            missed++;
            continue;
        }
        uintptr_t word = ht_word_load_acquire(ht_slot(table, index));
        if (UNLIKELY(word - stubs < span))
            break;
        if (UNLIKELY(word == 0))
            missed++;
        else
            ((ht_handler)word)();
    }
    return (i - missed) << 32 | i;
}

NATIVE(jobject, batches)(JNIEnv *env, jclass class)
{
    (void)class;
    return (*env)->NewDirectByteBuffer(env, ht_batches, sizeof ht_batches);
}

NATIVE(jlong, given)(JNIEnv *env, jclass class)
{
    (void)env, (void)class;
    return (jlong)(uintptr_t)&ht_given_last;
}

NATIVE(jlong, takeGiven)(JNIEnv *env, jclass class)
{
    (void)env, (void)class;
    return (jlong)ht_given_take();
}

NATIVE(void, freeGiven)(JNIEnv *env, jclass class, jlong given)
{
    (void)env, (void)class;
    free((void *)(uintptr_t)given);
}

NATIVE(void, giveAgain)(JNIEnv *env, jclass class, jlong given)
{
    (void)env, (void)class;
    ht_given_again((struct ht_given *)(uintptr_t)given);
}

NATIVE(void, callByJni)(JNIEnv *env, jclass class, jlong function)
{
    (void)env, (void)class;
    handler_at(function)();
}

NATIVE(jlong, open)(JNIEnv *env, jclass class, jbyteArray name)
{
    (void)class;
    char *file = c_string(env, name);
    if (!file)
        return 0;
    /* A library may change it as it is loaded, by GCC's -ffast-math for one; Java relies on it. */
    fenv_t environment;
    fegetenv(&environment);
    /* NODELETE: a handler's code must outlive every call of it, and nobody can know the last. */
    void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    fesetenv(&environment);
    if (!library)
        throw_loader_error(env);
    free(file);
    return (jlong)(uintptr_t)library;
}

NATIVE(jlong, find)(JNIEnv *env, jclass class, jlong library, jbyteArray symbol)
{
    (void)class;
    char *name = c_string(env, symbol);
    if (!name)
        return 0;
    void *address = dlsym((void *)(uintptr_t)library, name);
    if (!address)
        throw_loader_error(env);
    free(name);
    return (jlong)(uintptr_t)address;
}

NATIVE(jstring, symbol)(JNIEnv *env, jclass class, jlong address)
{
    (void)class;
    Dl_info info;
    bool known = dladdr((void *)(uintptr_t)address, &info) != 0 && info.dli_sname;
    return known ? (*env)->NewStringUTF(env, info.dli_sname) : NULL;
}

NATIVE(jlong, placeStubs)(JNIEnv *env, jclass class)
{
    (void)env, (void)class;
    ht_stubs_place();
    return (jlong)ht_stubs.first;
}

NATIVE(jint, mappedChunks)(JNIEnv *env, jclass class)
{
    (void)env, (void)class;
    return ht_stubs.mapped;
}

NATIVE(jint, chunks)(JNIEnv *env, jclass class)
{
    (void)env, (void)class;
    return ht_stubs.chunks;
}

NATIVE(jclass, defineGate)(JNIEnv *env, jclass class, jbyteArray bytes)
{
    (void)class;
    if (!ht_jvm.gate) { /* else an earlier class loader had this library from this very file */
        char *copy = c_string(env, bytes);
        if (!copy)
            return NULL;
        bool defined = ht_gate_define(env, copy, (*env)->GetArrayLength(env, bytes));
        free(copy);
        if (!defined)
            return NULL;
    }
    return (*env)->NewLocalRef(env, ht_jvm.gate);
}

NATIVE(void, startUpcalls)(JNIEnv *env, jclass class, jclass thrown, jlong foreign)
{
    (void)class;
    /* An earlier class loader may have had this library, and its stubs may be called just now. */
    if (ht_thrown_tell(env, thrown) && !ht_stubs.dispatcher)
        ht_stubs.dispatcher = ht_upcall_start(env, (ht_dispatcher)(uintptr_t)foreign);
}

NATIVE(jstring, mapChunk)(JNIEnv *env, jclass class, jint chunk)
{
    (void)class;
    return ht_stubs_map(chunk) ? NULL : (*env)->NewStringUTF(env, strerror(errno));
}

NATIVE(void, countStale)(JNIEnv *env, jclass class, jint call)
{
    (void)env, (void)class;
    ht_upcall_count_stale(call);
}

NATIVE(jlong, stale)(JNIEnv *env, jclass class)
{
    (void)env, (void)class;
    return (jlong)ht_upcall_stale();
}

NATIVE(jlong, refused)(JNIEnv *env, jclass class)
{
    (void)env, (void)class;
    return (jlong)ht_upcall_refused();
}

NATIVE(void, putThrown)(JNIEnv *env, jclass class, jthrowable throwable)
{
    (void)class;
    ht_thrown_put(env, throwable);
}

NATIVE(jthrowable, takeThrown)(JNIEnv *env, jclass class)
{
    (void)class;
    return ht_thrown_take(env);
}

NATIVE(jboolean, isThreadOurs)(JNIEnv *env, jclass class)
{
    (void)env, (void)class;
    return ht_thread_is_ours();
}

/*
 * The library itself stays mapped (-z nodelete), for somebody may still call its stubs: so a file
 * that is loaded again, for another class loader, finds all as it was.
 */
JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM *vm, void *reserved)
{
    (void)reserved;
    void *env;
    if ((*vm)->GetEnv(vm, &env, JNI_VERSION_10) != JNI_OK)
        return JNI_ERR;
    if (!ht_jvm.vm) /* loaded again: there may be calls of stubs, which read it */
        ht_jvm.vm = vm;
    if (!ht_threads_load()) {
        throw_new(env, "java/lang/UnsatisfiedLinkError",
                  "no pthread key is left in this process, or no memory");
        return JNI_ERR;
    }
    ht_stubs_open();
    return JNI_VERSION_10;
}

JNIEXPORT void JNICALL JNI_OnUnload(JavaVM *vm, void *reserved)
{
    (void)vm, (void)reserved;
    ht_stubs_close();
    ht_threads_unload();
}
