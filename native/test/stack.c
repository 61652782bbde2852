/* SPDX-License-Identifier: Apache-2.0 */
/* Whether there is room on the stack, asked at every depth of stacks whose ends are known. */
#define _GNU_SOURCE
#include <alloca.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static int look_up(pthread_t thread, pthread_attr_t *attributes);
#define pthread_getattr_np look_up
#include "../jni/stack.c"
#undef pthread_getattr_np

intptr_t shadow_pages = 20;

intptr_t ht_vm_flag(JavaVM *vm, const char *name, intptr_t otherwise)
{
    (void)vm;
    return strcmp(name, "StackShadowPages") == 0 ? shadow_pages : otherwise;
}

#include "check.h"

static atomic_int look_ups;
static bool failing;

static int look_up(pthread_t thread, pthread_attr_t *attributes)
{
    look_ups++;
    return failing ? ENOMEM : pthread_getattr_np(thread, attributes);
}

enum { KIB = 1024, STEP = KIB, LEAST_ASKED = 48 * KIB };

static size_t in_pages(intptr_t zone)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    return ((size_t)zone * 4 * KIB + page - 1) / page * page;
}

/* The red, yellow, reserved and shadow zone, and 16 KiB. */
static size_t needed(void)
{
    return in_pages(1) + in_pages(2) + in_pages(1) + in_pages(shadow_pages) + 16 * KIB;
}

/* A thread on a stack of its own. */
struct asker {
    size_t size;
    char *lowest;
    bool deep_first;   /* it asks for the first time where there is no room */
    size_t turns;      /* how often the answer changed, with more and more stack */
    size_t least_true; /* the least stack that was room enough */
    bool asked_at_end; /* the answer that a thread-exit destructor had */
};

/* Not in line, where its frame would be the caller's. */
static bool (*volatile has_room)(void) = ht_stack_has_room;
static bool (*volatile can_attach)(void) = ht_stack_can_attach;

static pthread_key_t key;

static void ask_at_end(void *asker)
{
    ((struct asker *)asker)->asked_at_end = has_room();
}

static bool __attribute__((noinline)) ask_with(const struct asker *asker, size_t left)
{
    uintptr_t here = (uintptr_t)__builtin_frame_address(0);
    volatile char *eaten = alloca(here - (uintptr_t)asker->lowest - left);
    eaten[0] = 0;
    return has_room();
}

static void *ask(void *argument)
{
    struct asker *asker = argument;
    pthread_setspecific(key, asker);
    uintptr_t here = (uintptr_t)__builtin_frame_address(0);
    size_t most = here - (uintptr_t)asker->lowest - 4 * KIB;
    if (!asker->deep_first)
        ask_with(asker, most);
    bool before = ask_with(asker, LEAST_ASKED);
    for (size_t left = LEAST_ASKED; left < most; left += STEP) {
        bool answer = ask_with(asker, left);
        asker->turns += answer != before;
        if (answer && !asker->least_true)
            asker->least_true = left;
        before = answer;
    }
    return NULL;
}

static void run(struct asker *asker)
{
    size_t guard = 64 * KIB; /* a page of any size */
    char *memory = mmap(NULL, guard + asker->size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    pthread_attr_t attributes;
    pthread_t thread;
    if (memory == MAP_FAILED || mprotect(memory + guard, asker->size, PROT_READ | PROT_WRITE) ||
        pthread_attr_init(&attributes) ||
        pthread_attr_setstack(&attributes, asker->lowest = memory + guard, asker->size) ||
        pthread_create(&thread, &attributes, ask, asker))
        abort();
    pthread_join(thread, NULL);
    pthread_attr_destroy(&attributes);
    munmap(memory, guard + asker->size);
}

/* The answer changes once, where it should; and the stack is looked for once. */
static bool is_right(struct asker *asker)
{
    int before = look_ups;
    run(asker);
    return asker->turns == 1 && asker->least_true > needed() &&
           asker->least_true <= needed() + 2 * STEP && asker->asked_at_end &&
           look_ups == before + 1;
}

static bool is_right_in_a_child(void)
{
    pid_t child = fork();
    if (child == 0) {
        int before = look_ups;
        _exit(has_room() && look_ups == before ? 0 : 1);
    }
    int status = 1;
    return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

static void *ask_when_it_fails(void *good)
{
    failing = true;
    *(bool *)good = has_room();
    failing = false;
    int before = look_ups;
    *(bool *)good &= has_room() && look_ups == before + 1; /* it is asked again */
    return NULL;
}

/* It uses this much of the main thread's stack, and asks whether that could be attached. */
static bool __attribute__((noinline)) can_attach_below(size_t used)
{
    volatile char *eaten = alloca(used);
    eaten[0] = 0;
    return can_attach();
}

/* The JVM puts its zones at the end of the first MiB of the main thread's stack. */
static bool is_right_on_the_main_thread(void)
{
    return can_attach_below(KIB) && can_attach_below(800 * KIB) && !can_attach_below(1003 * KIB) &&
           !can_attach_below(2048 * KIB);
}

/* Makes the end of the stack inaccessible, as the JVM does, and asks to have that taken away. */
static void *guard_and_unguard(void *readable)
{
    uintptr_t lowest;
    size_t guard, page = (size_t)sysconf(_SC_PAGESIZE);
    if (!ask_pthread(&lowest, &guard) || mprotect((void *)(lowest + guard), page, PROT_NONE) != 0)
        abort();
    ht_stack_unguard();
    int ends[2]; /* a system call tells whether it can be read */
    *(bool *)readable =
        pipe(ends) == 0 && write(ends[1], (void *)(lowest + guard + page - 1), 1) == 1;
    close(ends[0]);
    close(ends[1]);
    if (mprotect((void *)(lowest + guard), page, PROT_READ | PROT_WRITE) != 0)
        abort();
    return NULL;
}

/* On a stack of pthread's, or on one of the program's, whose guard is the program's. */
static bool is_unguarded(void *stack)
{
    bool readable = false;
    pthread_attr_t attributes;
    pthread_t thread;
    if (pthread_attr_init(&attributes) ||
        (stack && pthread_attr_setstack(&attributes, stack, 1024 * KIB)) ||
        pthread_create(&thread, &attributes, guard_and_unguard, &readable))
        abort();
    pthread_join(thread, NULL);
    pthread_attr_destroy(&attributes);
    return readable;
}

static bool leaves_others_guards(void)
{
    void *stack =
        mmap(NULL, 1024 * KIB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    bool left = stack != MAP_FAILED && !is_unguarded(stack);
    munmap(stack, 1024 * KIB);
    return left;
}

int main(void)
{
    plan(10);
    ht_stack_load(NULL);
    if (pthread_key_create(&key, ask_at_end) != 0)
        abort();
    check(is_right(&(struct asker){.size = 2048 * KIB + needed()}));
    check(is_right(&(struct asker){.size = 2048 * KIB + needed(), .deep_first = true}));
    check(is_right(&(struct asker){.size = 1024 * KIB + needed()}));
    check(is_right_on_the_main_thread());
    check(has_room());
    check(is_right_in_a_child());
    bool good = false;
    pthread_t thread;
    if (pthread_create(&thread, NULL, ask_when_it_fails, &good) == 0)
        pthread_join(thread, NULL);
    check(good);
    check(is_unguarded(NULL));
    check(leaves_others_guards());
    shadow_pages = 50;
    ht_stack_load(NULL);
    check(is_right(&(struct asker){.size = 2048 * KIB + needed()}));
    return finish();
}
