/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Another process that sends signals: to the process, by kill and sigqueue, and to any thread of
 * it. Again and again it waits until each kind is handled once more. Arguments: a file, the
 * process, how many times, the signals.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { SIGNALS = 65, THREADS = 256, PATIENCE = 30 };

/* In the file, whose memory both processes see. */
struct counts {
    atomic_long sent[SIGNALS]; /* written here, before each is sent */
    atomic_long seen[SIGNALS]; /* what the signal's handler has read there, at last */
};

static struct counts *counts;
static int *kinds, n_kinds;
static pid_t process;
static pid_t threads[THREADS];
static int n_threads;

static _Noreturn void fail(const char *what)
{
    perror(what);
    exit(2);
}

/* Those that are there now; some of them may end at any time. */
static void find_threads(void)
{
    char name[64];
    snprintf(name, sizeof name, "/proc/%d/task", (int)process);
    DIR *tasks = opendir(name);
    if (!tasks)
        fail(name);
    n_threads = 0;
    for (struct dirent *task; n_threads < THREADS && (task = readdir(tasks));)
        if (task->d_name[0] != '.')
            threads[n_threads++] = (pid_t)atoi(task->d_name);
    closedir(tasks);
}

static void queue(int signal)
{
    while (sigqueue(process, signal, (union sigval){.sival_int = signal}) != 0)
        if (errno != EAGAIN) /* too many are queued */
            fail("sigqueue");
}

static void send_to_process(int signal)
{
    if (kill(process, signal) != 0)
        fail("kill");
}

static void send_to_thread(int signal)
{
    pid_t thread = threads[rand() % n_threads];
    if (syscall(SYS_tgkill, process, thread, signal) !=
        0) /* it has ended, or too many are queued */
        send_to_process(signal);
}

static void send(int signal, void (*way)(int))
{
    atomic_fetch_add(&counts->sent[signal], 1);
    way(signal);
}

static void await_handled(int signal)
{
    time_t start = time(NULL);
    while (atomic_load(&counts->seen[signal]) != atomic_load(&counts->sent[signal])) {
        if (time(NULL) - start > PATIENCE) {
            fprintf(stderr, "the last signal %d is not handled\n", signal);
            exit(1);
        }
        sched_yield();
    }
}

/* The last of each kind goes to no thread, which might end with it. */
static void send_last_and_await(void)
{
    for (int i = 0; i < n_kinds; i++)
        send(kinds[i], send_to_process);
    for (int i = 0; i < n_kinds; i++)
        await_handled(kinds[i]);
}

int main(int argc, char **argv)
{
    static void (*const ways[])(int) = {queue, send_to_process, send_to_thread};
    if (argc < 5)
        return 2;
    int file = open(argv[1], O_RDWR | O_CLOEXEC);
    counts = mmap(NULL, sizeof *counts, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (counts == MAP_FAILED)
        fail(argv[1]);
    process = (pid_t)atoi(argv[2]);
    int left = atoi(argv[3]);
    n_kinds = argc - 4;
    kinds = malloc((size_t)n_kinds * sizeof *kinds);
    for (int i = 0; i < n_kinds; i++)
        kinds[i] = atoi(argv[4 + i]);
    srand((unsigned)process);
    while ((left -= n_kinds) > 0) {
        find_threads();
        for (int burst = rand() % 32; burst > 0 && left > 0; burst--, left--)
            send(kinds[rand() % n_kinds], ways[rand() % 3]);
        send_last_and_await();
    }
    return 0;
}
