/* SPDX-License-Identifier: Apache-2.0 */
#ifndef HT_GATE_H
#define HT_GATE_H

#include <jni.h>
#include <stdbool.h>

/* The Java class Gate: a global reference, for ever. NULL until ht_gate_define has succeeded. */
extern jclass ht_gate;

/*
 * Defines it, unless it is there: an earlier class loader may have had this library, from this very
 * file. false: it can't be done; an exception may be pending. One thread at a time.
 */
bool ht_gate_define(JNIEnv *env, const jbyte *bytes, jsize length);

#endif
