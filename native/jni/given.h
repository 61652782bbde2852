/* SPDX-License-Identifier: Apache-2.0 */
#ifndef HT_GIVEN_H
#define HT_GIVEN_H

#include "handler_table.h"

/*
 * A list of the pointers that C gave back by ht_give_back, whose registrations Java is to end.
 * Threads that the JVM does not know may add to it.
 */

/* A note of one pointer. GivenBack.java reads it by its address. */
struct ht_given {
    uintptr_t next; /* the note that was put before it; 0: none */
    uintptr_t table;
    uintptr_t handler;
};

/* The last note put; 0: none. Java reads it before each change: mostly there is none. */
extern ht_word ht_given_last;

/* The ht_giver of every table. Without memory for a note it puts none: the handler is kept. */
void ht_given_put(ht_table *table, ht_handler handler);

/* Takes all notes out, and returns the last one put; 0: none. */
uintptr_t ht_given_take(void);

/* Puts a note that ht_given_take returned on the list again; any other is to be freed by free(). */
void ht_given_again(struct ht_given *given);

#endif
