/* SPDX-License-Identifier: Apache-2.0 */
#ifndef HT_VM_FLAGS_H
#define HT_VM_FLAGS_H

#include <jni.h>
#include <stdint.h>

/*
 * The value of one of HotSpot's flags (-XX:name=value) whose type is intx; `otherwise` if this JVM
 * doesn't tell. With other sizes of the stack's zones than those that a user has set, the foreign
 * stub would end the process.
 */
intptr_t ht_vm_flag(JavaVM *vm, const char *name, intptr_t otherwise);

#endif
