/* SPDX-License-Identifier: Apache-2.0 */
#include "bridge.h"
#include "batch.h"
#include "gate.h"
#include "given.h"
#include "leaves.h"
#include "pages.h"
#include "run.h"
#include "stack.h"
#include "stubs.h"
#include "threads.h"
#include "thrown.h"
#include "upcall.h"

#include "io_github_handlertable_internal_Layout.h"

#include <string.h>

/* Java keeps addresses in jlong. */

static ht_table *table_at(jlong address)
{
    return (ht_table *)(uintptr_t)address;
}

static ht_handler handler_at(jlong address)
{
    return (ht_handler)(uintptr_t)address;
}

static size_t index_of(jint index)
{
    return (size_t)(jlong)index;
}

void ht_throw(JNIEnv *env, const char *class_name, const char *message)
{
    jclass class = (*env)->FindClass(env, class_name);
    if (class)
        (*env)->ThrowNew(env, class, message);
}

jbyteArray ht_java_bytes(JNIEnv *env, const char *string)
{
    jsize length = (jsize)strlen(string);
    jbyteArray bytes = (*env)->NewByteArray(env, length);
    if (bytes)
        (*env)->SetByteArrayRegion(env, bytes, 0, length, (const jbyte *)string);
    return bytes;
}

ht_word ht_closes;

void ht_count_close(void)
{
    /* Pairs with Java's read in Taking.handleUpToRun: who counts this close sees `closed`. */
    atomic_thread_fence(memory_order_release);
    ht_word_add_relaxed(&ht_closes, 1);
}

/* The native methods of the Java class Native, in its order. loader.c has the rest. */

NATIVE(jlong, address)(JNIEnv *env, jclass class, jint what)
{
    (void)env, (void)class;
#define ADDRESS(name, address)                                                                     \
    case io_github_handlertable_internal_Layout_OF_##name:                                         \
        return (jlong)(uintptr_t)(address)
    switch (what) {
        ADDRESS(STUBS, &ht_stubs);
        ADDRESS(GIVEN, &ht_given_last);
        ADDRESS(STALE, &ht_upcall_stale);
        ADDRESS(REFUSED, &ht_upcall_refused);
        ADDRESS(HAS_ROOM, ht_stack_has_room);
        ADDRESS(LEAVES, ht_leaves);
        ADDRESS(LEAF_CALL, ht_leaf_call);
        ADDRESS(RUN_OF_LEAVES, ht_run_of_leaves);
        ADDRESS(CLOSES, &ht_closes);
    }
    return 0;
}

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

NATIVE(jboolean, hasRoomByJni)(JNIEnv *env, jclass class)
{
    (void)env, (void)class;
    return ht_stack_has_room();
}

NATIVE(jboolean, hasRoomToStart)(JNIEnv *env, jclass class)
{
    (void)env, (void)class;
    return ht_stack_has_room_to_start();
}

/*
 * Stands between a registrant's swap of a word into a slot and its load of the table's `closed`.
 * Pairs with the fence in Changes.close, between that thread's store to `closed` and its load
 * of the slot: one of the two threads sees what the other wrote. On x86-64 the swap is a locked
 * instruction, and so a full fence already; only the compiler must be held back.
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
    if (!ht_stack_has_room()) {
        ht_throw(env, "java/lang/StackOverflowError", "not enough for a change of a table");
        return 0;
    }
    return (jlong)ht_word_exchange_acq_rel(ht_slot(table_at(table), index_of(index)), 0);
}

NATIVE(jboolean, remove)(JNIEnv *env, jclass class, jlong table, jint index, jlong handler)
{
    (void)env, (void)class;
    return ht_word_compare_and_set_acq_rel(ht_slot(table_at(table), index_of(index)),
                                           (uintptr_t)handler, 0);
}

NATIVE(void, close)(JNIEnv *env, jclass class, jlong table, jboolean made)
{
    (void)env, (void)class;
    ht_count_close(); /* before a slot is empty because of it: see handle_bits in pending.c */
    if (made)
        ht_word_store_release(&table_at(table)->words[HT_HEADER_CAPACITY], 0);
}

NATIVE(void, giveBackPages)(JNIEnv *env, jclass class, jlong table, jint capacity)
{
    (void)env, (void)class;
    ht_pages_give_back(ht_slot(table_at(table), 0), index_of(capacity));
}

NATIVE(jlong, handleRun)
(JNIEnv *env, jclass class, jlong table, jintArray indexes, jint from, jint left)
{
    (void)class;
    jint some[HT_RUN_MOST];
    jint n = left < HT_RUN_MOST ? left : HT_RUN_MOST;
    /* Throws nothing: from `from` on the array has `left`. A check would cost as much again. */
    (*env)->GetIntArrayRegion(env, indexes, from, n, some);
    return ht_run(table_at(table), some, n);
}

NATIVE(jobject, batches)(JNIEnv *env, jclass class)
{
    (void)class;
    return (*env)->NewDirectByteBuffer(env, ht_batches, sizeof ht_batches);
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
    if (given)
        ht_given_again((struct ht_given *)(uintptr_t)given);
}

NATIVE(void, callByJni)(JNIEnv *env, jclass class, jlong function)
{
    (void)env, (void)class;
    handler_at(function)();
}

NATIVE(void, addLeaf)(JNIEnv *env, jclass class, jlong function, jboolean called)
{
    (void)env, (void)class;
    ht_leaves_add((uintptr_t)function, called);
}

NATIVE(jclass, defineGate)(JNIEnv *env, jclass class, jbyteArray bytes)
{
    (void)class;
    jsize length = (*env)->GetArrayLength(env, bytes);
    jbyte *copy = (*env)->GetByteArrayElements(env, bytes, NULL);
    if (!copy)
        return NULL;
    bool defined = ht_gate_define(env, copy, length);
    (*env)->ReleaseByteArrayElements(env, bytes, copy, JNI_ABORT);
    return defined ? (*env)->NewLocalRef(env, ht_gate) : NULL;
}

NATIVE(void, startUpcalls)(JNIEnv *env, jclass class, jclass thrown, jlong foreign)
{
    (void)class;
    if (ht_thrown_count_in(env, thrown))
        ht_upcall_start(env, ht_gate, (ht_dispatcher)(uintptr_t)foreign);
}

NATIVE(jbyteArray, mapChunk)(JNIEnv *env, jclass class, jint chunk)
{
    (void)class;
    const char *why_not = ht_chunks_map(&ht_stubs, chunk, ht_upcall_dispatcher);
    return why_not ? ht_java_bytes(env, why_not) : NULL;
}

NATIVE(void, countStale)(JNIEnv *env, jclass class, jint call)
{
    (void)env, (void)class;
    ht_upcall_count_stale(call);
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

NATIVE(jboolean, isThreadAttachedByStub)(JNIEnv *env, jclass class)
{
    (void)env, (void)class;
    return ht_thread_is_attached_by_stub();
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
    ht_stack_load(vm);
    if (!ht_threads_load(vm)) {
        ht_throw(env, "java/lang/UnsatisfiedLinkError",
                 "no pthread key is left in this process, or no memory");
        return JNI_ERR;
    }
    ht_stubs_load();
    return JNI_VERSION_10;
}

JNIEXPORT void JNICALL JNI_OnUnload(JavaVM *vm, void *reserved)
{
    (void)vm, (void)reserved;
    ht_stubs_unload();
    ht_leaves_forget();
}
