/* SPDX-License-Identifier: Apache-2.0 */
#ifndef HT_STACK_H
#define HT_STACK_H

#include <jni.h>
#include <stdbool.h>
#include <stdint.h>

/* How much of the calling thread's stack is left. */

/* To be called before the others, whenever the library is loaded. Looks at the JVM's flags. */
void ht_stack_load(JavaVM *vm);

/* Whether there is enough for the JVM to attach the thread. */
bool ht_stack_can_attach(void);

/*
 * The address above which a frame has stack enough below it for the foreign stub. UINTPTR_MAX: that
 * can't be known, so no frame has.
 */
uintptr_t ht_stack_foreign_above(void);

/*
 * Whether Java has stack enough, from the caller's frame on, for the rest of a change of a table.
 * true if that can't be known. It takes a few instructions, but for the first time on a thread.
 */
bool ht_stack_has_room(void);

#endif
