/* SPDX-License-Identifier: Apache-2.0 */
#ifndef HT_BENCH_RAISE_H
#define HT_BENCH_RAISE_H

#include "handler_table_pending.h"

#include <jni.h>

/* What a loop in pending.c calls: a raise, or what it is compared with. Java finds them by name. */
typedef bool (*ht_bench_raiser)(ht_pending *set, size_t index);

JNIEXPORT bool ht_bench_raise(ht_pending *set, size_t index);
JNIEXPORT bool ht_bench_or(ht_pending *set, size_t index);
JNIEXPORT bool ht_bench_or_4(ht_pending *set, size_t index);
JNIEXPORT bool ht_bench_or_6(ht_pending *set, size_t index);

#endif
