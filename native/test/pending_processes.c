/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Processes that share a set, by a mapping of a file: each has its own table. Children raise until
 * they are killed, in the middle of it; the set stays usable, and what others raise is not lost.
 * Argument: how many are killed; 1000 is what the project promises.
 */
#define _GNU_SOURCE
#include "check.h"
#include "handler_table_pending.h"

#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>

enum { CAPACITY = 300001, PATIENCE = 20 };

/* The killed one's index, one of its group, one of the group beside, and one far away. */
static const size_t indexes[] = {64, 65, 128, 300000};
static HT_DEFINE(table, CAPACITY);
static ht_pending *set;
static ht_word runs[4];

#define HANDLER(i)                                                                                 \
    static void handler_##i(void)                                                                  \
    {                                                                                              \
        ht_word_add_relaxed(&runs[i], 1);                                                          \
    }
HANDLER(0)
HANDLER(1)
HANDLER(2)
HANDLER(3)

/* As another process comes by it: by the file, at another address. */
static ht_pending *map(int file)
{
    size_t size = ht_pending_size(CAPACITY);
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (memory == MAP_FAILED)
        abort();
    ht_pending *attached = ht_pending_attach(memory, size);
    return attached ? attached : ht_pending_init(memory, CAPACITY);
}

static pid_t start(int file, void (*run)(void))
{
    pid_t child = fork();
    if (child == 0) {
        set = map(file);
        run();
        _exit(0);
    }
    return child;
}

static void raise_for_ever(void)
{
    for (;;)
        ht_raise(set, indexes[0]);
}

static void raise_here(void)
{
    ht_raise(set, indexes[3]);
}

/* Sleeps in a process of its own; hands on what it is woken for. */
static void echo(void)
{
    ht_wait(set, 0, -1);
    ht_raise(set, 7);
}

static bool handles(size_t i)
{
    uintptr_t before = ht_word_load_relaxed(&runs[i]);
    for (time_t begin = time(NULL); time(NULL) <= begin + PATIENCE;)
        if (ht_wait(set, 0, 100000000)) {
            ht_handle_pending(table, set, SIZE_MAX);
            if (ht_word_load_relaxed(&runs[i]) != before)
                return true;
        }
    return false;
}

static long kill_one(int file)
{
    long lost = 0;
    pid_t child = start(file, raise_for_ever);
    lost += !handles(0);
    for (size_t i = 0; i < 100; i++) { /* empty it, so that raises have long ways */
        ht_handle_pending(table, set, SIZE_MAX);
        ht_wait(set, 0, 0);
    }
    kill(child, SIGKILL);
    int status = 0;
    while (!waitpid(child, &status, WNOHANG))
        ht_handle_pending(table, set, SIZE_MAX), ht_wait(set, 0, 0);
    lost += !WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL;
    for (size_t i = 0; i < 4; i++) {
        ht_raise(set, indexes[(i + 1) % 4]); /* the dead one's own comes last */
        lost += !handles((i + 1) % 4);
    }
    return lost;
}

int main(int argc, char **argv)
{
    plan(7);
    long kills = size_of(argc, argv, 50), lost = 0;
    const ht_handler handlers[] = {handler_0, handler_1, handler_2, handler_3};
    for (size_t i = 0; i < 4; i++)
        ht_register(table, indexes[i], handlers[i]);
    int file = memfd_create("pending", MFD_CLOEXEC);
    if (ftruncate(file, (off_t)ht_pending_size(CAPACITY)))
        abort();
    set = map(file);
    check(map(file) != set && ht_pending_capacity(map(file)) == CAPACITY);

    pid_t child = start(file, raise_here); /* from there to here */
    check(handles(3));
    int status = -1;
    check(waitpid(child, &status, 0) == child && status == 0);
    child = start(file, echo); /* from here to there, and back */
    while (!(ht_half_load_relaxed(&set->top) & HT_PENDING_MARK))
        sched_yield();
    ht_raise(set, 6);
    status = -1;
    check(waitpid(child, &status, 0) == child && status == 0);
    check(ht_is_pending(set, 6) && ht_is_pending(set, 7));

    for (long i = 0; i < kills && !lost; i++)
        lost += kill_one(file);
    check(lost == 0);
    ht_rescan(set);
    while (ht_wait(set, 0, 0))
        ht_handle_pending(table, set, SIZE_MAX);
    bool pending = false;
    for (size_t i = 0; i < CAPACITY; i++)
        pending |= ht_is_pending(set, i);
    check(!pending);
    return finish();
}
