/* SPDX-License-Identifier: Apache-2.0 */
/* The external definitions of the header's inline functions (C99 6.7.4). */
#include "handler_table_pending.h"

extern inline uint64_t ht_bits_load_relaxed(const ht_bits *bits);
extern inline void ht_bits_store_release(ht_bits *bits, uint64_t value);
extern inline uint64_t ht_bits_load_seq_cst(const ht_bits *bits);
extern inline void ht_bits_or_seq_cst(ht_bits *bits, uint64_t value);
extern inline void ht_bits_and_seq_cst(ht_bits *bits, uint64_t value);
extern inline uint64_t ht_bits_and_acquire(ht_bits *bits, uint64_t value);
extern inline uint32_t ht_half_load_relaxed(const ht_half *half);
extern inline void ht_half_store_relaxed(ht_half *half, uint32_t value);
extern inline uint32_t ht_half_load_seq_cst(const ht_half *half);
extern inline void ht_half_or_seq_cst(ht_half *half, uint32_t value);
extern inline void ht_half_add_seq_cst(ht_half *half, uint32_t value);
extern inline bool ht_half_compare_and_set_seq_cst(ht_half *half, uint32_t *expected,
                                                   uint32_t value);
extern inline size_t ht_pending_capacity(const ht_pending *set);
extern inline ht_group *ht_pending_group(const ht_pending *set, size_t group);
extern inline unsigned ht_pending_levels(size_t capacity);
extern inline ht_bits *ht_pending_summary(ht_pending *set, size_t capacity, unsigned level,
                                          size_t group);
extern inline uint64_t ht_pending_bit(unsigned level, size_t group);
extern inline uint64_t ht_pending_index_bit(size_t index);
extern inline void ht_pending_wake_all(ht_pending *set);
extern inline void ht_pending_up_top(ht_pending *set);
extern inline void ht_pending_up_level(ht_pending *set, size_t capacity, unsigned level,
                                       size_t group);
extern inline void ht_pending_up(ht_pending *set, size_t capacity, unsigned from, size_t group);
extern inline bool ht_pending_raise(ht_pending *set, size_t capacity, size_t index);
extern inline bool ht_pending_unmask(ht_pending *set, size_t capacity, size_t index);
extern inline void ht_pending_rescan(ht_pending *set, size_t capacity);
extern inline uint64_t ht_pending_ready(ht_group *group);
extern inline void ht_pending_clean_top(ht_pending *set);
extern inline void ht_pending_clean(ht_pending *set, size_t capacity, unsigned level, size_t group);
extern inline size_t ht_pending_next(ht_pending *set, size_t capacity, size_t group, size_t end);
extern inline bool ht_pending_look(ht_pending *set, size_t capacity);
extern inline uint64_t ht_pending_take(ht_pending *set, size_t capacity, size_t group,
                                       uint64_t range, size_t budget);
extern inline size_t ht_pending_gather(ht_pending *set, size_t capacity, size_t *from, size_t to,
                                       uint32_t *indexes, size_t most);
extern inline size_t ht_pending_size(size_t capacity);
extern inline ht_pending *ht_pending_init(void *memory, size_t capacity);
extern inline ht_pending *ht_pending_attach(void *memory, size_t bytes);
extern inline ht_pending *ht_pending_create(size_t capacity);
extern inline void ht_pending_destroy(ht_pending *set);
extern inline bool ht_raise(ht_pending *set, size_t index);
extern inline bool ht_mask(ht_pending *set, size_t index);
extern inline bool ht_unmask(ht_pending *set, size_t index);
extern inline bool ht_is_pending(const ht_pending *set, size_t index);
extern inline bool ht_is_masked(const ht_pending *set, size_t index);
extern inline size_t ht_pending_handle(ht_table *table, ht_pending *set, size_t capacity,
                                       size_t from, size_t to, size_t *budget);
extern inline size_t ht_handle_pending(ht_table *table, ht_pending *set, size_t budget);
extern inline uint32_t ht_wake_count(const ht_pending *set);
extern inline bool ht_pending_is_over(struct timespec *deadline, int64_t nanoseconds);
extern inline bool ht_pending_wait(ht_pending *set, size_t capacity, uint32_t wake_count,
                                   int64_t nanoseconds);
extern inline bool ht_wait(ht_pending *set, uint32_t wake_count, int64_t nanoseconds);
extern inline void ht_wake(ht_pending *set);
extern inline void ht_rescan(ht_pending *set);
