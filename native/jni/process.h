/* SPDX-License-Identifier: Apache-2.0 */
#ifndef HT_PROCESS_H
#define HT_PROCESS_H

/*
 * What all copies of this library in a process share: each class loader that uses the product loads
 * one, from a file of its own.
 */

/* As large as a page of the system may be, for the kernel wipes whole ones. */
#define HT_PROCESS_PAGE 65536

#ifndef __ASSEMBLER__
#include "handler_table.h"

#include <pthread.h>

/*
 * All 0 at first. Whoever changes the layout or what a field means changes the number in the
 * object's name, too: copies of another version then have an object of their own.
 */
struct ht_process {
    /*
     * 1: Java may be entered. 0: not yet, or no more, for the JVM is shutting down, or this is a
     * forked child: there the kernel has wiped this page. Relaxed, for it guards no data.
     */
    alignas(HT_PROCESS_PAGE) ht_word running;
    /*
     * Bit 0 says that there is a JVM to call for threads that exit. Above it is counted how many
     * threads are being detached. The thread that ends the JVM clears the bit, and an exiting
     * thread adds to the count, each by a compare-and-swap: either the exiting thread sees that the
     * bit is clear, or the other one sees that it must wait.
     */
    ht_word detaching;

    alignas(HT_PROCESS_PAGE) pthread_mutex_t lock; /* for `made` and the key */
    bool made;                                     /* all this is ready; for ever */
    pthread_key_t key;
    ht_word end_claimed; /* 1: one copy has seen to it that ht_threads_end will run */
};
static_assert(sizeof(struct ht_process) == 2 * HT_PROCESS_PAGE, "process.S makes as much room");

/*
 * Unique (STB_GNU_UNIQUE): glibc's loader keeps the first definition for the whole process, however
 * the copies are loaded, and all of them use that one. musl's loader does not: there each copy has
 * its own, and so a key and a slot of java.lang.Shutdown of its own. That works, for seven copies.
 */
__attribute__((visibility("default"))) extern struct ht_process handler_table_process_1;
#define ht_process handler_table_process_1

#endif
#endif
