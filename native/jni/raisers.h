/* SPDX-License-Identifier: Apache-2.0 */
#ifndef HT_RAISERS_H
#define HT_RAISERS_H

#include "handler_table_pending.h"
#include "stubs.h"

/*
 * Raisers: function pointers that raise one index of one set each, and enter no Java; a signal
 * handler may call them. They are trampolines as the stubs are, in chunks of their own that all
 * sets share. A raiser can be called for ever, and is never made to mean another index.
 */

/* Where they lie; all 0 as long as there is none. */
extern struct ht_chunks ht_raisers;

/*
 * Makes a raiser of an index within the set's capacity, and sets its number. Returns NULL, or why
 * that can't be done.
 */
const char *ht_raiser_make(ht_pending *set, size_t capacity, uint32_t index, int32_t *number);

/* The function pointer. */
uintptr_t ht_raiser_at(int32_t number);

/* Has these raisers do nothing from now on, and gives back the memory that was for them alone. */
void ht_raisers_end(const int32_t *numbers, size_t n);

/* Whether an address is a raiser's. Sets what it raises; the set is NULL if it has been ended. */
bool ht_raiser_means(uintptr_t address, const void **set, uint32_t *index);

#endif
