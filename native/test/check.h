/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CHECK_H
#define CHECK_H

/*
 * A test's main says plan(number of checks), makes them with check(condition), and ends with
 * `return finish();`. A check that is skipped is a failure like one that does not hold. Only the
 * main thread checks; other threads count, and are checked when they have ended.
 */

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

static int check_planned, check_done, check_failed;

#define plan(n) ((void)(check_planned = (n)))

#define check(condition)                                                                           \
    (check_done++, (condition)                                                                     \
                       ? (void)0                                                                   \
                       : (check_failed++, (void)fprintf(stderr, "%s:%d: does not hold: %s\n",      \
                                                        __FILE__, __LINE__, #condition)))

static int finish(void)
{
    if (check_done != check_planned)
        fprintf(stderr, "%d checks planned, %d made\n", check_planned, check_done);
    printf("%d checks, %d failed\n", check_done, check_failed);
    return check_failed != 0 || check_done != check_planned;
}

/* Runs n threads, each with its number, and waits for their end. */
static inline void on_threads(int n, void *(*run)(void *number))
{
    pthread_t threads[64];
    for (int i = 0; i < n; i++)
        if (pthread_create(&threads[i], NULL, run, (void *)(size_t)i) != 0)
            abort();
    for (int i = 0; i < n; i++)
        pthread_join(threads[i], NULL);
}

/* The test's size: its first argument, or a default that suits every build. */
static inline long size_of(int argc, char **argv, long standard)
{
    return argc > 1 ? atol(argv[1]) : standard;
}
#endif
