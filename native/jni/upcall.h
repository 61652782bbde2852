/* SPDX-License-Identifier: Apache-2.0 */
#ifndef HT_UPCALL_H
#define HT_UPCALL_H

#include "handler_table.h"
#include "stubs.h"

#include <jni.h>

/*
 * Enters Java for a call: there the class Gate runs the Java handler of a stub, or a batch. Never
 * leaves an exception pending.
 */

/*
 * Chooses how, unless that is done: an earlier class loader may have had this library. Through the
 * foreign stub wherever that is safe; or, if it is NULL, by JNI alone. The gate is a global
 * reference. If it fails, an exception is pending.
 */
void ht_upcall_start(JNIEnv *env, jclass gate, ht_dispatcher foreign);

/* What stubs and batches call; set by ht_upcall_start. */
extern ht_dispatcher ht_upcall_dispatcher;

/* How many stub calls found no handler, and how many could not enter Java: they did nothing. */
extern ht_word ht_upcall_stale, ht_upcall_refused;

/* To be called where a stub has no handler. */
void ht_upcall_count_stale(int32_t call);

/*
 * To be called with what leaves Upcall.accept, which catches all that a handler throws. So it was
 * thrown because there was no stack left to enter Java, or to keep what the handler threw.
 */
void ht_upcall_escaped(JNIEnv *env, jthrowable throwable, int32_t call);

#endif
