/* SPDX-License-Identifier: Apache-2.0 */
/* The external definitions of the header's inline functions (C99 6.7.4). */
#include "handler_table.h"

extern inline uintptr_t ht_word_load_relaxed(const ht_word *word);
extern inline void ht_word_store_relaxed(ht_word *word, uintptr_t value);
extern inline void ht_word_store_release(ht_word *word, uintptr_t value);
extern inline void ht_word_add_relaxed(ht_word *word, uintptr_t value);
extern inline uintptr_t ht_word_load_acquire(const ht_word *word);
extern inline uintptr_t ht_word_exchange_acq_rel(ht_word *word, uintptr_t value);
extern inline uintptr_t ht_word_compare_and_exchange_acq_rel(ht_word *word, uintptr_t expected,
                                                             uintptr_t value);
extern inline bool ht_word_compare_and_set_acq_rel(ht_word *word, uintptr_t expected,
                                                   uintptr_t value);
extern inline ht_word *ht_slot(ht_table *table, size_t index);
extern inline ht_table *ht_create(size_t capacity);
extern inline void ht_destroy(ht_table *table);
extern inline size_t ht_capacity(const ht_table *table);
extern inline uintptr_t *ht_slots(ht_table *table);
extern inline bool ht_register(ht_table *table, size_t index, ht_handler handler);
extern inline ht_handler ht_unregister(ht_table *table, size_t index);
extern inline ht_handler ht_replace(ht_table *table, size_t index, ht_handler handler);
extern inline void ht_give_back(ht_table *table, ht_handler handler);
extern inline uintptr_t ht_word_at(ht_table *table, size_t index);
extern inline bool ht_handle(ht_table *table, size_t index);
extern inline size_t ht_handle_all(ht_table *table, const uint32_t *indexes, size_t n);
