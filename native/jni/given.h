/* SPDX-License-Identifier: Apache-2.0 */
#ifndef HT_GIVEN_H
#define HT_GIVEN_H

#include "handler_table.h"

/*
 * The pointers that C has given back by ht_give_back, for Java to end their registrations: a list
 * that threads unknown to the JVM can put into.
 */

/* A note of one. Changes.java reads it by its address. */
struct ht_given {
    uintptr_t next; /* the note that was put before it; 0: none */
    uintptr_t table;
    uintptr_t handler;
};

/* The last note put; 0: none. Java reads it before each change: mostly there is none. */
extern ht_word ht_given_last;

/* An ht_giver. Without memory for a note none is put, and the handler is kept. */
void ht_given_put(ht_table *table, ht_handler handler);

/* Takes all notes out, and returns the last one put; 0: none. */
uintptr_t ht_given_take(void);

/* Puts one that ht_given_take returned back. The others are freed by free(). */
void ht_given_again(struct ht_given *given);

#endif
