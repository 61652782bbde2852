/* SPDX-License-Identifier: Apache-2.0 */
#ifndef HT_VM_THREAD_H
#define HT_VM_THREAD_H

#include "handler_table.h"

#include <jni.h>
#include <pthread.h>

/*
 * Whether the JVM knows the calling thread; asked before each entry into the foreign stub, which
 * would attach the thread, and nobody would detach it.
 *
 * HotSpot keeps its own object for a thread under a pthread key, as long as it knows the thread. To
 * look there takes 2 ns, where GetEnv takes 5 to 10, of an upcall's 30. Nothing documents it; so we
 * find out which key that is, and ask GetEnv where there is none that behaves so.
 */

/* To be called by a thread that is attached, before there are stubs. */
void ht_vm_thread_learn(JNIEnv *env);

/*
 * Then, by the same thread, when it is no longer: is the key empty now? Not from a destructor:
 * before it calls those, pthread empties keys.
 */
void ht_vm_thread_confirm(void);

/* By GetEnv. */
bool ht_vm_thread_ask(JavaVM *vm);

extern pthread_key_t ht_vm_thread_key;
extern bool ht_vm_thread_key_found; /* by both */

static inline bool ht_vm_knows_thread(JavaVM *vm)
{
    if (__builtin_expect(ht_vm_thread_key_found, true))
        return pthread_getspecific(ht_vm_thread_key) != NULL;
    return ht_vm_thread_ask(vm);
}

#endif
