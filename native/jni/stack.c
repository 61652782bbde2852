/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "stack.h"
#include "vm_flags.h"

#include <pthread.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * What must lie below a Java frame, or a native method's, when it is entered; if it does not, there
 * is a StackOverflowError. It is four zones: red, yellow and reserved, by which the JVM protects
 * the end of each stack; and the shadow zone, for its own C++. Written by ht_stack_load.
 */
static uintptr_t zones;

/* The first three of them, at the stack's end, which the JVM makes inaccessible. */
static uintptr_t guards;

/* What a change's Java frames take: some twenty at once, of 100 to 300 bytes, if interpreted. */
#define ROOM (16u * 1024u)

/* What Java's first use of the library takes: half of that, if interpreted. */
#define START_ROOM (64u * 1024u)

/* What Upcall.accept does itself with any Throwable, so that none leaves the foreign stub. */
#define FOREIGN_ROOM (160u * 1024u)

/*
 * For the JVM, the main thread's stack ends where one of this size would, whatever `ulimit -s`
 * says; there it puts its zones, also if the program already uses that memory. Written by
 * ht_stack_load.
 */
static uintptr_t primordial_size;

void ht_stack_load(JavaVM *vm)
{
    static const struct {
        const char *name;
        intptr_t standard; /* of JDK 17 to 25 */
    } flags[] = {{"StackRedPages", 1},
                 {"StackYellowPages", 2},
                 {"StackReservedPages", 1},
                 {"StackShadowPages", 20}};
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t sum = 0;
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) { /* in 4 KiB, and rounded up */
        guards = sum;
        sum += ((uintptr_t)ht_vm_flag(vm, flags[i].name, flags[i].standard) * 4096 + page - 1) /
               page * page;
    }
    zones = sum;
    intptr_t kib = ht_vm_flag(vm, "ThreadStackSize", 0);
    primordial_size = (uintptr_t)(kib > 0 ? kib : 1024) * 1024;
}

/*
 * Where the main thread's stack ends for the JVM (HotSpot's capture_initial_stack), counted from
 * its other end: in the last page there the kernel puts the name of the program's file (AT_EXECFN).
 */
static uintptr_t primordial_end(void)
{
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t size = primordial_size;
    struct rlimit limit;
    if (getrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur < size + 2 * page)
        size = limit.rlim_cur - 2 * page;
    const char *last = (const char *)getauxval(AT_EXECFN);
    return last ? ((uintptr_t)last + strlen(last) + page) / page * page - size : 0;
}

/* What pthread knows of the thread's stack. The guard may lie below its lowest address. */
static bool ask_pthread(uintptr_t *lowest, size_t *guard)
{
    pthread_attr_t attributes;
    if (pthread_getattr_np(pthread_self(), &attributes) != 0)
        return false;
    void *address;
    size_t size;
    bool found = pthread_attr_getstack(&attributes, &address, &size) == 0 &&
                 pthread_attr_getguardsize(&attributes, guard) == 0;
    pthread_attr_destroy(&attributes);
    *lowest = (uintptr_t)address;
    return found;
}

/* The lowest address of the thread's stack; UINTPTR_MAX if it can't be known. */
static uintptr_t stack_end(void)
{
    /* Of the main thread's, musl knows what is mapped so far, and the JVM asks neither of them. */
    uintptr_t primordial = syscall(SYS_gettid) == getpid() ? primordial_end() : 0;
    if (primordial)
        return primordial;
    uintptr_t lowest;
    size_t guard;
    /* Some versions of the JVM take the guard off, wherever it lies. */
    return ask_pthread(&lowest, &guard) ? lowest + guard : UINTPTR_MAX;
}

/* The address below which the zones and this much more is left; UINTPTR_MAX: it can't be known. */
static uintptr_t address_with_left(uintptr_t room)
{
    uintptr_t end = stack_end();
    return end < UINTPTR_MAX - zones - room ? end + zones + room : UINTPTR_MAX;
}

bool ht_stack_can_attach(void)
{
    /* With less than the zones, the JVM refuses by itself, or crashes with very little. */
    return (uintptr_t)__builtin_frame_address(0) >= address_with_left(0);
}

uintptr_t ht_stack_foreign_above(void)
{
    return address_with_left(FOREIGN_ROOM);
}

bool ht_stack_has_room_to_start(void)
{
    uintptr_t above = address_with_left(START_ROOM);
    return (uintptr_t)__builtin_frame_address(0) > above || above == UINTPTR_MAX;
}

bool ht_stack_has_room(void)
{
    /* A virtual thread calls C on its carrier's stack, so this is the right one for it, too. */
    static _Thread_local uintptr_t above = UINTPTR_MAX;
    if (above == UINTPTR_MAX)
        above = address_with_left(ROOM);
    return (uintptr_t)__builtin_frame_address(0) > above || above == UINTPTR_MAX;
}

void ht_stack_unguard(void)
{
    uintptr_t lowest;
    size_t guard;
    /* Pthread keeps what has a guard of its own; a program may want to keep the guard of its. */
    if (syscall(SYS_gettid) == getpid() || !ask_pthread(&lowest, &guard) || guard == 0)
        return;
    /* Where the guard lies below, this is that much too high; what is left of the JVM's, a Java
       thread covers, which has none of pthread's. */
    (void)mprotect((void *)(lowest + guard), guards, PROT_READ | PROT_WRITE);
}
