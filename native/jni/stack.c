/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "stack.h"

#include <pthread.h>
#include <unistd.h>

/* All figures are those of OpenJDK 17 to 25 on Linux without flags, for pages of 4 KiB. */

/* The end of each stack that the JVM protects: the red, the yellow and the reserved zone. */
#define GUARD_ZONES (4u * 4096u)

/*
 * What must lie between those zones and a Java frame, or a native method's, when it is entered; if
 * it does not, there is a StackOverflowError. The JVM's own C++ uses this stack.
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
 * The least stack for the foreign stub, which ends the process if any Throwable, even a
 * StackOverflowError, leaves Upcall.accept: the JVM's zones, and enough for what accept itself
 * does.
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

/* How much more the JVM's zones take where pages are larger: it rounds each of the four up. */
static uintptr_t larger_pages(void)
{
    return 4 * ((uintptr_t)sysconf(_SC_PAGESIZE) - 4096);
}

/* The address below which this much stack is left; UINTPTR_MAX if that can't be known. */
static uintptr_t address_with_left(uintptr_t bytes)
{
    uintptr_t end = stack_end();
    bytes += larger_pages();
    return end < UINTPTR_MAX - bytes ? end + bytes : UINTPTR_MAX;
}

bool ht_stack_can_attach(void)
{
    return (uintptr_t)__builtin_frame_address(0) >= address_with_left(LEAST_STACK);
}

uintptr_t ht_stack_foreign_above(void)
{
    return address_with_left(FOREIGN_STACK);
}

bool ht_stack_has_room(void)
{
    /* A virtual thread calls C on its carrier's stack, so this is the right one for it, too. */
    static _Thread_local uintptr_t above = UINTPTR_MAX;
    if (above == UINTPTR_MAX)
        above = address_with_left(GUARD_ZONES + SHADOW_ZONE + ROOM);
    return (uintptr_t)__builtin_frame_address(0) > above || above == UINTPTR_MAX;
}
