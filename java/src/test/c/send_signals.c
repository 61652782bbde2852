/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Another process that sends signals: to the process, by kill and sigqueue, and to any thread of
 * it. What it sends it has counted before, in memory that the other one sees. Arguments: the file
 * with a count for each signal, the process, how many times, the signals.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { COUNTS = 65, THREADS = 256 };

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

int main(int argc, char **argv)
{
    if (argc < 5)
        return 2;
    int file = open(argv[1], O_RDWR | O_CLOEXEC);
    size_t bytes = COUNTS * sizeof(atomic_long);
    atomic_long *sent = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (sent == MAP_FAILED)
        fail(argv[1]);
    process = (pid_t)atoi(argv[2]);
    srand((unsigned)process);
    int n_signals = argc - 4;
    int burst = 0;
    for (int left = atoi(argv[3]) - n_signals; left > 0; left--) {
        if (burst-- == 0) { /* a pause, so that some signals come when nobody is busy with them */
            find_threads();
            burst = rand() % 32;
            nanosleep(&(struct timespec){.tv_nsec = rand() % 500000}, NULL);
        }
        int signal = atoi(argv[4 + rand() % n_signals]);
        static void (*const ways[])(int) = {queue, send_to_process, send_to_thread};
        atomic_fetch_add(&sent[signal], 1);
        ways[rand() % 3](signal);
    }
    for (int i = 4; i < argc; i++) { /* the last of each kind: to no thread that may end first */
        int signal = atoi(argv[i]);
        atomic_fetch_add(&sent[signal], 1);
        send_to_process(signal);
    }
    return 0;
}
