/* SPDX-License-Identifier: Apache-2.0 */
#ifndef HT_STACK_H
#define HT_STACK_H

#include <jni.h>
#include <stdbool.h>
#include <stdint.h>

/* How much of the calling thread's stack is left. */

/* Reads the JVM's flags. To be called first, each time that the library is loaded. */
void ht_stack_load(JavaVM *vm);

/* Whether there is enough for the JVM to attach the thread. */
bool ht_stack_can_attach(void);

/*
 * A frame at a higher address than this has stack enough left for the foreign stub. UINTPTR_MAX:
 * that can't be known, so no frame has.
 */
uintptr_t ht_stack_foreign_above(void);

/*
 * Whether Java has stack enough, from the caller's frame on, for the rest of a change of a table.
 * true if that can't be known. The first call on a thread looks its stack up; later ones take a few
 * instructions.
 */
bool ht_stack_has_room(void);

/* The same for the first use of the product, which initialises its Java classes. */
bool ht_stack_has_room_to_start(void);

/*
 * To be called when the JVM has detached the thread, which is about to exit. The JVM leaves its
 * guard pages in the stack, and pthread keeps that for a later thread. In a Java thread they would
 * lie elsewhere than the JVM takes them to be, and its stack's end would end the process.
 */
void ht_stack_unguard(void);

#endif
