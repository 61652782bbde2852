/* SPDX-License-Identifier: Apache-2.0 */
#define _POSIX_C_SOURCE 200809L /* sigaction */
#include "io_github_handlertable_benchmarks_Kernel.h"

#include <signal.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

/* What the kernel has to tell a thread of an event, and what it knows of processes: the native
 * methods of Kernel. */

#define NATIVE(type, name)                                                                         \
    JNIEXPORT type JNICALL Java_io_github_handlertable_benchmarks_Kernel_##name

NATIVE(jint, openEventFd)(JNIEnv *env, jclass class)
{
    (void)env, (void)class;
    return eventfd(0, 0);
}

NATIVE(jboolean, writeEventFd)(JNIEnv *env, jclass class, jint fd)
{
    (void)env, (void)class;
    return eventfd_write(fd, 1) == 0;
}

NATIVE(jboolean, readEventFd)(JNIEnv *env, jclass class, jint fd)
{
    (void)env, (void)class;
    eventfd_t count;
    return eventfd_read(fd, &count) == 0;
}

NATIVE(void, closeEventFd)(JNIEnv *env, jclass class, jint fd)
{
    (void)env, (void)class;
    close(fd);
}

NATIVE(jboolean, setSignalHandler)(JNIEnv *env, jclass class, jint number, jlong function)
{
    (void)env, (void)class;
    void (*handler)(void) = (void (*)(void))(uintptr_t)function; /* a raiser: ignores the number */
    struct sigaction action = {.sa_handler = (void (*)(int))handler, .sa_flags = SA_RESTART};
    return sigaction(number, &action, NULL) == 0;
}

NATIVE(jboolean, ignoreSignal)(JNIEnv *env, jclass class, jint number)
{
    (void)env, (void)class;
    struct sigaction action = {.sa_handler = SIG_IGN};
    return sigaction(number, &action, NULL) == 0;
}

NATIVE(jboolean, signalThread)(JNIEnv *env, jclass class, jint number)
{
    (void)env, (void)class;
    return raise(number) == 0;
}

NATIVE(jboolean, signalProcess)(JNIEnv *env, jclass class, jint number)
{
    (void)env, (void)class;
    return kill(getpid(), number) == 0;
}

NATIVE(jlong, childrenNanos)(JNIEnv *env, jclass class)
{
    (void)env, (void)class;
    struct rusage usage;
    getrusage(RUSAGE_CHILDREN, &usage);
    return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000000L +
           (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1000L;
}
