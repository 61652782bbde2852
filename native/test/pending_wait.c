/* SPDX-License-Identifier: Apache-2.0 */
/* Waiting for events: what ends it, what does not, and that a wake which comes before is not lost.
 */
#define _GNU_SOURCE
#include "check.h"
#include "handler_table_pending.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#ifndef PATIENCE
#define PATIENCE 60 /* seconds, for a wake to come */
#endif
enum { SLEEPERS = 3, MILLISECOND = 1000000 };

static HT_DEFINE(table, 200);
static HT_PENDING_DEFINE(set, 200);
static ht_pending *mapped;
static ht_word ids[SLEEPERS], ended, pending, blocked, handled, signals;

/* Each of these is called often, and much code where it is inlined. */
static bool waits(uint32_t count, int64_t nanoseconds)
{
    return ht_wait(set, count, nanoseconds);
}

static void handle(size_t budget)
{
    ht_handle_pending(table, set, budget);
}

static void raise_index(size_t index)
{
    ht_raise(set, index);
}

static void on_signal(int number)
{
    (void)number;
    ht_word_add_relaxed(&signals, 1);
}

/* Until a thread sleeps; it does nothing else that it could sleep in. */
static void wait_until_asleep(ht_word *id)
{
    char path[64], state = 0;
    while (!ht_word_load_acquire(id))
        sched_yield();
    snprintf(path, sizeof path, "/proc/self/task/%ld/stat", (long)ht_word_load_acquire(id));
    while (state != 'S') {
        FILE *file = fopen(path, "r");
        if (!file || fscanf(file, "%*d (%*[^)]) %c", &state) != 1)
            abort();
        fclose(file);
        sched_yield();
    }
}

static double milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static bool takes(int64_t nanoseconds, double least)
{
    double begin = milliseconds();
    errno = 4711;
    return !waits(ht_wake_count(set), nanoseconds) && milliseconds() - begin >= least &&
           errno == 4711;
}

/* 9 checks. */
static void ends_by_time(void)
{
    check(takes(0, 0));
    check(takes(1, 0));
    check(takes(20 * MILLISECOND, 20));
    check(takes(1001 * MILLISECOND, 1001)); /* more than a second */
    raise_index(3);
    check(waits(0, 0) && waits(0, 1) && waits(0, INT64_MAX));
    check(waits(0, -1) && waits(0, INT64_MIN));
    ht_mask(set, 3);
    check(takes(1, 0) && takes(5 * MILLISECOND, 5));
    ht_unmask(set, 3);
    check(waits(0, -1));
    handle(1);
    check(takes(5 * MILLISECOND, 5));
}

/* 4 checks. */
static void ends_by_a_wake_before(void)
{
    uint32_t count = ht_wake_count(set);
    ht_wake(set);
    check(!waits(count, -1) && !waits(count, INT64_MAX));
    check(ht_wake_count(set) == count + 1);
    check(takes(5 * MILLISECOND, 5)); /* by a count that was read behind it, it is over */
    raise_index(3);
    check(waits(count, -1)); /* an event counts for more */
    handle(1);
}

static void *sleep_once(void *number)
{
    uint32_t count = ht_wake_count(set);
    ht_word_store_release(&ids[(size_t)number], (uintptr_t)syscall(SYS_gettid));
    ht_word_add_relaxed(&pending, waits(count, -1));
    ht_word_add_relaxed(&ended, 1);
    return NULL;
}

static void put_to_sleep(pthread_t *threads, int n, void *(*run)(void *))
{
    ht_word_store_relaxed(&ended, 0);
    ht_word_store_relaxed(&pending, 0);
    for (int i = 0; i < n; i++) {
        ht_word_store_relaxed(&ids[i], 0);
        if (pthread_create(&threads[i], NULL, run, (void *)(size_t)i))
            abort();
    }
    for (int i = 0; i < n; i++)
        wait_until_asleep(&ids[i]);
}

static void join(const pthread_t *threads, int n)
{
    for (int i = 0; i < n; i++)
        pthread_join(threads[i], NULL);
}

/* 5 checks. */
static void ends_for_all(void)
{
    pthread_t threads[SLEEPERS];
    put_to_sleep(threads, SLEEPERS, sleep_once);
    errno = 4711;
    ht_wake(set);
    check(errno == 4711);
    join(threads, SLEEPERS);
    check(ht_word_load_relaxed(&pending) == 0);

    put_to_sleep(threads, SLEEPERS, sleep_once);
    raise_index(199);
    check(errno == 4711);
    join(threads, SLEEPERS);
    check(ht_word_load_relaxed(&pending) == SLEEPERS);
    handle(1);
    check(!waits(ht_wake_count(set), 0));
}

/* 4 checks. */
static void is_not_ended_by_a_signal(void)
{
    pthread_t thread;
    struct sigaction action = {.sa_handler = on_signal};
    sigaction(SIGUSR1, &action, NULL);
    put_to_sleep(&thread, 1, sleep_once);
    for (uintptr_t i = 0; i < 10; i++) {
        pthread_kill(thread, SIGUSR1);
        while (ht_word_load_relaxed(&signals) <= i)
            sched_yield();
        wait_until_asleep(&ids[0]);
    }
    check(ht_word_load_relaxed(&ended) == 0);
    ht_mask(set, 77);
    raise_index(77);
    check(takes(20 * MILLISECOND, 20)); /* in which the other would have ended */
    check(ht_word_load_relaxed(&ended) == 0);
    ht_unmask(set, 77);
    join(&thread, 1);
    check(ht_word_load_relaxed(&pending) == 1);
    handle(1);
}

static void block(void)
{
    ht_word_store_relaxed(&blocked, 1);
    while (!ht_word_load_relaxed(&handled))
        sched_yield();
}

static void let_go(void)
{
    ht_word_add_relaxed(&handled, 1);
}

static void *handle_both(void *number)
{
    ht_word_store_release(&ids[(size_t)number], (uintptr_t)syscall(SYS_gettid));
    while (!ht_word_load_relaxed(&handled))
        if (waits(0, -1))
            handle(1);
    raise_index(150); /* for the other */
    return NULL;
}

/*
 * One consumer's handler blocks: the other is there for the next event, as both were woken; and for
 * one that was pending already, as nothing is hidden from it meanwhile. 2 checks.
 */
static void leaves_the_rest_to_others(void)
{
    pthread_t threads[2];
    ht_register(table, 5, block);
    ht_register(table, 150, let_go);
    ht_half_store_relaxed(&set->wakes, 0);
    put_to_sleep(threads, 2, handle_both);
    raise_index(5);
    while (!ht_word_load_relaxed(&blocked))
        sched_yield();
    raise_index(150);
    join(threads, 2);
    check(ht_word_load_relaxed(&handled) >= 1);

    handle(SIZE_MAX);
    ht_half_store_relaxed(&set->cursor, 0);
    ht_word_store_relaxed(&handled, 0);
    raise_index(5);
    raise_index(150);
    for (size_t i = 0; i < 2; i++)
        if (pthread_create(&threads[i], NULL, handle_both, (void *)i))
            abort();
    join(threads, 2);
    check(ht_word_load_relaxed(&handled) >= 1);
}

/* What is under way. */
static const char *volatile part = "";
#define PART(name) (part = #name, alarm(PATIENCE), name())

static void on_alarm(int number)
{
    (void)number;
    static const char text[] = "does not hold: no wake is lost in ";
    bool told = write(STDERR_FILENO, text, sizeof text - 1) > 0 &&
                write(STDERR_FILENO, part, strlen(part)) > 0;
    _exit(told ? 1 : 2);
}

static void *sleep_in_mapped(void *unused)
{
    (void)unused;
    uint32_t count = ht_wake_count(mapped);
    ht_word_store_release(&ids[0], (uintptr_t)syscall(SYS_gettid));
    ht_word_add_relaxed(&pending, ht_wait(mapped, count, -1));
    return NULL;
}

/* As when Java closes a set of its own, and a raise that began before ends then. 3 checks. */
static void ends_where_the_memory_was_given_back(void)
{
    pthread_t thread;
    size_t bytes = ht_pending_size(64);
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    mapped = ht_pending_init(memory, 64);
    put_to_sleep(&thread, 1, sleep_in_mapped);
    if (madvise(memory, bytes, MADV_DONTNEED))
        abort();
    ht_pending_wake_all(mapped);
    join(&thread, 1);
    check(ht_word_load_relaxed(&pending) == 0);
    check(!ht_wait(mapped, 0, -1) && ht_pending_capacity(mapped) == 0);
    ht_pending_raise(mapped, 64, 3);
    check(!ht_wait(mapped, 0, -1));
    munmap(memory, bytes);
}

int main(void)
{
    signal(SIGALRM, on_alarm);
    plan(9 + 4 + 5 + 4 + 2 + 3);
    PART(ends_by_time);
    PART(ends_by_a_wake_before);
    PART(ends_for_all);
    PART(is_not_ended_by_a_signal);
    PART(leaves_the_rest_to_others);
    PART(ends_where_the_memory_was_given_back);
    return finish();
}
