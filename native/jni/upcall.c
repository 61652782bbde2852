/* SPDX-License-Identifier: Apache-2.0 */
#include "upcall.h"
#include "leaves.h"
#include "threads.h"
#include "thrown.h"

/*
 * Written by ht_upcall_start, before the first stub's address leaves the library; from then on they
 * are only read, by threads that got that address through a slot.
 */
static jclass gate_class;          /* a global reference, for ever */
static jmethodID gate_enter;       /* its static int enter(int) */
static ht_dispatcher foreign_stub; /* of its dispatch(int) */
static bool checked;               /* by -Xcheck:jni, which wants ExceptionCheck after each call */
ht_dispatcher ht_upcall_dispatcher;

ht_word ht_upcall_stale, ht_upcall_refused;

/* What a batch does not do is done one by one after it, and counts then. */
static void count(ht_word *calls, int32_t call)
{
    if ((uint32_t)call >> HT_CALL_BATCH_SHIFT == 0)
        ht_word_add_relaxed(calls, 1);
}

void ht_upcall_count_stale(int32_t call)
{
    count(&ht_upcall_stale, call);
}

void ht_upcall_escaped(JNIEnv *env, jthrowable throwable, int32_t call)
{
    ht_thrown_put(env, throwable); /* for Java below, or else for the thread's next upcall */
    count(&ht_upcall_refused, call);
}

/* false: the thread can't enter Java now. */
static bool call_gate(int32_t call)
{
    JNIEnv *env = ht_leaf_runs() ? NULL : ht_thread_env();
    if (!env) {
        count(&ht_upcall_refused, call);
        return false;
    }
    /* Gate.enter returns 1: what else comes back, does so with an exception. */
    const jvalue argument = {.i = call};
    jint entered = (*env)->CallStaticIntMethodA(env, gate_class, gate_enter, &argument);
    if ((entered != 1 || checked) && (*env)->ExceptionCheck(env)) {
        jthrowable throwable = (*env)->ExceptionOccurred(env);
        (*env)->ExceptionClear(env);
        ht_upcall_escaped(env, throwable, call);
        (*env)->DeleteLocalRef(env, throwable);
    }
    return true;
}

static void upcall_jni(int32_t call)
{
    call_gate(call);
}

static void upcall_foreign(int32_t call)
{
    if ((uintptr_t)__builtin_frame_address(0) > ht_thread_foreign_above && !ht_threads_stopped() &&
        __builtin_expect(ht_vm_knows_thread(ht_vm), true)) /* without these hints, 8 ns more */
        foreign_stub(call);
    else if (call_gate(call)) /* it fails without harm, where the foreign stub ends the process */
        ht_thread_allow_foreign();
}

/* -Xcheck:jni gives out guarded copies of arrays, a new one each time. false: with an exception. */
static bool see_if_checked(JNIEnv *env)
{
    jintArray array = (*env)->NewIntArray(env, 1);
    if (!array)
        return false;
    void *once = (*env)->GetPrimitiveArrayCritical(env, array, NULL);
    void *again = once ? (*env)->GetPrimitiveArrayCritical(env, array, NULL) : NULL;
    checked = once != again || !once;
    if (again)
        (*env)->ReleasePrimitiveArrayCritical(env, array, again, JNI_ABORT);
    if (once)
        (*env)->ReleasePrimitiveArrayCritical(env, array, once, JNI_ABORT);
    (*env)->DeleteLocalRef(env, array);
    return !(*env)->ExceptionCheck(env);
}

/*
 * The JVM links the way from the foreign stub to Gate.dispatch in the first call, and makes a
 * faster one in the 128th (java.lang.invoke.MethodHandle.CUSTOMIZE_THRESHOLD). Both take heap, and
 * to have none in front of dispatch would end the process: so it is done now, by calls for nothing.
 */
static void link_foreign(void)
{
    for (int calls = 0; calls < 200; calls++)
        foreign_stub(1 << HT_CALL_BATCH_SHIFT);
}

void ht_upcall_start(JNIEnv *env, jclass gate, ht_dispatcher foreign)
{
    if (ht_upcall_dispatcher) /* stubs may be called just now, on threads that read all this */
        return;
    gate_class = gate;
    gate_enter = (*env)->GetStaticMethodID(env, gate, "enter", "(I)I");
    if (!gate_enter || !see_if_checked(env))
        return;
    foreign_stub = foreign;
    if (foreign)
        link_foreign();
    ht_upcall_dispatcher = foreign ? upcall_foreign : upcall_jni;
}
