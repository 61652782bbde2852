/* SPDX-License-Identifier: Apache-2.0 */
#ifndef HT_GIVEN_H
#define HT_GIVEN_H

#include "handler_table.h"

/*
 * The pointers that C has given back by ht_give_back, for Java to end their registrations: a list
 * that threads unknown to the JVM can put into.
 */

/* Java reads it by its address. */
struct ht_given {
    uintptr_t next; /* the one that was given before it; 0: none */
    uintptr_t table;
    uintptr_t handler;
};

/* The last one given; 0: none. Java reads it, too: mostly there is none. */
extern ht_word ht_given_last;

/* An ht_giver. Without memory for it nothing is put, and the handler is kept. */
void ht_given_put(ht_table *table, ht_handler handler);

/* Takes all out, and returns the last one given; 0: none. */
uintptr_t ht_given_take(void);

/* Puts one of those that ht_given_take returned back. The others are freed by free(). */
void ht_given_again(struct ht_given *given);

#endif
