/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRIDGE_TEST_H
#define BRIDGE_TEST_H

#include <stdatomic.h>
#include <stdbool.h>

/* What the two files of the bridge's test have of each other. */

/* bridge.c */
extern long calls_per_thread;
extern atomic_long runs;
void *call_stubs(void *unused);
void run_on_threads(void *(*run)(void *), int n, void *argument);

/* bridge_ends.c: the ends of a library, a thread, a process. true: all went as it must. */

/* The one key stays when the library is unloaded and loaded again, and late calls still do. */
bool reload(void);

/*
 * A thread fires in the destructor of another library's key, in the last round. That runs if it is
 * the thread's first call, else it is refused: nobody would detach the thread.
 */
bool fires_at_end(bool before);

/* A forked child refuses calls, and leaves the JVM alone when its thread, an attached one, ends. */
bool is_alone_when_forked(void);
#endif
