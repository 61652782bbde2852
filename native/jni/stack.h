/* SPDX-License-Identifier: Apache-2.0 */
#ifndef HT_STACK_H
#define HT_STACK_H

#include <stdbool.h>
#include <stdint.h>

/* Whether the calling thread has stack enough left for the JVM to attach it. */
bool ht_stack_can_attach(void);

/* The foreign stub may be entered from frames above this address; UINTPTR_MAX: from none. */
uintptr_t ht_stack_foreign_floor(void);

/*
 * Whether Java has stack enough, from the caller's frame on, for the rest of a change of a table.
 * true if that can't be known. It takes a few instructions, but for the first time on a thread.
 */
bool ht_stack_has_room(void);

#endif
