/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "vm_thread.h"

#include <unistd.h>

/* A JNIEnv is a field of HotSpot's object (JavaThread), which is smaller than this. */
#define MOST_BETWEEN 65536

pthread_key_t ht_vm_thread_key;
bool ht_vm_thread_key_found;

static bool learnt;

void ht_vm_thread_learn(JNIEnv *env)
{
    /* Other keys' objects may lie near, too; but none between that object's start and its field. */
    uintptr_t nearest = MOST_BETWEEN;
    long keys = sysconf(_SC_THREAD_KEYS_MAX); /* musl has 128, and reads beyond for a larger one */
    for (pthread_key_t key = 0; key < (pthread_key_t)keys; key++) {
        uintptr_t between = (uintptr_t)env - (uintptr_t)pthread_getspecific(key);
        if (between < nearest) {
            nearest = between;
            ht_vm_thread_key = key;
            learnt = true;
        }
    }
}

void ht_vm_thread_confirm(void)
{
    ht_vm_thread_key_found = learnt && !pthread_getspecific(ht_vm_thread_key);
}

bool ht_vm_thread_ask(JavaVM *vm)
{
    void *env;
    return (*vm)->GetEnv(vm, &env, JNI_VERSION_10) == JNI_OK;
}
