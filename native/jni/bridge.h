/* SPDX-License-Identifier: Apache-2.0 */
#ifndef HT_BRIDGE_H
#define HT_BRIDGE_H

#include "handler_table.h"

#include "io_github_handlertable_internal_Native.h"

/* Begins the definition of a native method of the Java class Native, as javac has declared it. */
#define NATIVE(type, name) JNIEXPORT type JNICALL Java_io_github_handlertable_internal_Native_##name

/* How many tables and sets Java has closed: who handles many groups at once comes back for each. */
extern ht_word ht_closes;

/* Java's `closed` has been set. */
void ht_count_close(void);

/* Throws an exception of this class. If that fails, what the failure threw is pending. */
void ht_throw(JNIEnv *env, const char *class_name, const char *message);

/* A C string for Java to decode, which knows encodings; NULL with an exception pending. */
jbyteArray ht_java_bytes(JNIEnv *env, const char *string);

/* A C string of Java's bytes, to be freed; NULL with an exception pending. */
char *ht_c_string(JNIEnv *env, jbyteArray bytes);

#endif
