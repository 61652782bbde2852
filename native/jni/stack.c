/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "stack.h"

#include <pthread.h>
#include <unistd.h>

/* All figures are those of OpenJDK 17 to 25 on Linux without flags, for pages of 4 KiB. */

/* The end of each stack that the JVM protects: the red, the yellow and the reserved zone. */
#define GUARD_ZONES (4u * 4096u)

/*
 * What must lie between that and a Java frame, or a native method's, when it is entered; else there
 * is a StackOverflowError. The JVM's own C++ uses it.
 */
#define SHADOW_ZONE (20u * 4096u)

/* What a change's Java frames take: some twenty at once, of 100 to 300 bytes, if interpreted. */
#define ROOM (16u * 1024u)

/*
 * The least stack that a thread must have left to be attached. With 32 to 96 KiB the JVM refuses by
 * itself, with 16 KiB it crashes; a thread of 128 KiB must pass.
 */
#define LEAST_STACK (GUARD_ZONES + SHADOW_ZONE)

/*
 * The least stack for the foreign stub, which ends the process if even a StackOverflowError leaves
 * Upcall.accept: the JVM's guard pages, and enough below for what that does itself.
 */
#define FOREIGN_STACK (256u * 1024u)

/* The lowest address of the thread's stack; UINTPTR_MAX if it can't be known. */
static uintptr_t stack_end(void)
{
    pthread_attr_t attributes;
    if (pthread_getattr_np(pthread_self(), &attributes) != 0)
        return UINTPTR_MAX;
    void *lowest;
    size_t size;
    bool found = pthread_attr_getstack(&attributes, &lowest, &size) == 0;
    pthread_attr_destroy(&attributes);
    return found ? (uintptr_t)lowest : UINTPTR_MAX;
}

/* What the JVM's zones take more where pages are larger: it rounds each of the four up. */
static uintptr_t larger_pages(void)
{
    return 4 * ((uintptr_t)sysconf(_SC_PAGESIZE) - 4096);
}

/* Where this much stack is left; UINTPTR_MAX if that can't be known. */
static uintptr_t floor_of(uintptr_t least)
{
    uintptr_t end = stack_end();
    least += larger_pages();
    return end < UINTPTR_MAX - least ? end + least : UINTPTR_MAX;
}

bool ht_stack_can_attach(void)
{
    return (uintptr_t)__builtin_frame_address(0) >= floor_of(LEAST_STACK);
}

uintptr_t ht_stack_foreign_floor(void)
{
    return floor_of(FOREIGN_STACK);
}

bool ht_stack_has_room(void)
{
    /* A virtual thread calls C on its carrier's stack, so this is the right one for it, too. */
    static _Thread_local uintptr_t floor = UINTPTR_MAX;
    if (floor == UINTPTR_MAX)
        floor = floor_of(GUARD_ZONES + SHADOW_ZONE + ROOM);
    return (uintptr_t)__builtin_frame_address(0) > floor || floor == UINTPTR_MAX;
}
