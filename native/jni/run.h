/* SPDX-License-Identifier: Apache-2.0 */
#ifndef HT_RUN_H
#define HT_RUN_H

#include "handler_table.h"

#include <jni.h>

/* Runs of C functions, which Java's handleAll has called by one downcall each. */

/* The most indexes of a run; for a safepoint waits as long as leaves run. */
#define HT_RUN_MOST 64

/*
 * Handles n indexes, up to the first one with a stub of this library, or with a leaf that is called
 * as one. Returns how many were done, plus 2^32 for each that had a handler.
 */
jlong ht_run(ht_table *table, const jint *indexes, jint n);

/*
 * The same for leaves, up to the first one with anything else; from `from` on, `left` or
 * HT_RUN_MOST indexes at most. By a critical call of java.lang.foreign, so the indexes are Java's
 * array itself.
 */
jlong ht_run_of_leaves(ht_table *table, const jint *indexes, jint from, jint left);

#endif
