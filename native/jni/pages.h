/* SPDX-License-Identifier: Apache-2.0 */
#ifndef HT_PAGES_H
#define HT_PAGES_H

#include "handler_table.h"

/*
 * Gives the whole pages among these words back to the system; they read as 0 from then on, and take
 * memory again only if they are written. A page that can't be given back (locked memory) is set to
 * 0. Other threads may read and write the words meanwhile: what they write may be lost.
 */
void ht_pages_give_back(ht_word *words, size_t n);

#endif
