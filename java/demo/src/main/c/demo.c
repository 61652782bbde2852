/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "handler_table.h"

#include "io_github_handlertable_demo_DemoLibrary.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/timerfd.h>
#include <unistd.h>

/* Native handlers, which Java finds by name. */

static atomic_long interrupts;

JNIEXPORT void demo_interrupt(void)
{
    atomic_fetch_add_explicit(&interrupts, 1, memory_order_relaxed);
}

JNIEXPORT void demo_nothing(void)
{
}

/* Runs it on a thread that the JVM does not know, and waits for its end. 0, or an errno. */
static int on_new_thread(void *(*run)(void *), void *argument)
{
    pthread_t thread;
    int error = pthread_create(&thread, NULL, run, argument);
    return error ? error : pthread_join(thread, NULL);
}

/* A timer that fires two slots; only its own thread writes here until that has ended. */
struct ticker {
    ht_table *table;
    size_t timer;     /* the slot under replacement */
    size_t heartbeat; /* the slot that tells Java of each tick */
    jint ticks;       /* the least number of expirations */
    int error;        /* an errno */
    jlong reads, expirations, fired, handled, empty, beats;
};

static void tick(struct ticker *ticker)
{
    ticker->fired++;
    if (ht_handle(ticker->table, ticker->timer))
        ticker->handled++;
    else
        ticker->empty++;
    ticker->beats++;
    ht_handle(ticker->table, ticker->heartbeat);
}

static void *run_ticker(void *argument)
{
    struct ticker *ticker = argument;
    pthread_setname_np(pthread_self(), "ticker");
    const struct timespec period = {.tv_nsec = 1000000};
    const struct itimerspec khz = {period, period};
    int timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
    if (timer < 0 || timerfd_settime(timer, 0, &khz, NULL) != 0)
        ticker->error = errno;
    while (!ticker->error && ticker->expirations < ticker->ticks) {
        uint64_t expired = 0; /* since the last read: more than one if we came late */
        if (read(timer, &expired, sizeof expired) < 0 && errno != EINTR)
            ticker->error = errno;
        ticker->reads += expired != 0;
        ticker->expirations += (jlong)expired;
        for (; expired > 0; expired--)
            tick(ticker);
    }
    if (timer >= 0)
        close(timer);
    return NULL;
}

/* A device that raises in bursts, 1,000 in a second. */
struct device {
    ht_handler raiser;
    jint bursts;
};

enum { BURST = 20 };

static atomic_long raises; /* counted before each: a handler that it leads to sees it */

static void *run_device(void *argument)
{
    const struct device *device = argument;
    const struct timespec pause = {.tv_nsec = 1000000};
    pthread_setname_np(pthread_self(), "device");
    for (jint burst = 0; burst < device->bursts; burst++) {
        for (int i = 0; i < BURST; i++) {
            atomic_fetch_add_explicit(&raises, 1, memory_order_relaxed);
            device->raiser();
        }
        nanosleep(&pause, NULL);
    }
    return NULL;
}

struct loop {
    ht_table *table;
    size_t index;
    jint calls;
};

static void *run_loop(void *argument)
{
    const struct loop *loop = argument;
    for (jint calls = loop->calls; calls > 0; calls--)
        ht_handle(loop->table, loop->index);
    return NULL;
}

static void throw_errno(JNIEnv *env, const char *what, int error)
{
    char message[128];
    snprintf(message, sizeof message, "%s: %s", what, strerror(error));
    jclass class = (*env)->FindClass(env, "java/lang/IllegalStateException");
    if (class)
        (*env)->ThrowNew(env, class, message);
}

/* The native methods of the Java class DemoLibrary, in its order. */

#define NATIVE(type, name)                                                                         \
    JNIEXPORT type JNICALL Java_io_github_handlertable_demo_DemoLibrary_##name

NATIVE(jlong, interrupts)(JNIEnv *env, jclass class)
{
    (void)env, (void)class;
    return atomic_load_explicit(&interrupts, memory_order_relaxed);
}

NATIVE(jlongArray, tick)
(JNIEnv *env, jclass class, jlong table, jint timer, jint heartbeat, jint ticks)
{
    (void)class;
    struct ticker ticker = {.table = (ht_table *)(uintptr_t)table,
                            .timer = (size_t)timer,
                            .heartbeat = (size_t)heartbeat,
                            .ticks = ticks};
    int error = on_new_thread(run_ticker, &ticker);
    if (error || ticker.error) {
        throw_errno(env, "1 kHz timer thread", error ? error : ticker.error);
        return NULL;
    }
    const jlong counts[] = {ticker.reads,   ticker.expirations, ticker.fired,
                            ticker.handled, ticker.empty,       ticker.beats};
    const jsize length = sizeof counts / sizeof *counts;
    jlongArray array = (*env)->NewLongArray(env, length);
    if (array)
        (*env)->SetLongArrayRegion(env, array, 0, length, counts);
    return array;
}

NATIVE(void, handleSignal)(JNIEnv *env, jclass class, jint number, jlong raiser)
{
    (void)class;
    const struct sigaction action = {.sa_flags = SA_RESTART,
                                     .sa_handler = (void (*)(int))(uintptr_t)raiser};
    if (sigaction(number, &action, NULL) != 0)
        throw_errno(env, "sigaction", errno);
}

NATIVE(void, device)(JNIEnv *env, jclass class, jlong raiser, jint bursts)
{
    (void)class;
    struct device device = {(ht_handler)(uintptr_t)raiser, bursts};
    int error = on_new_thread(run_device, &device);
    if (error)
        throw_errno(env, "device thread", error);
}

NATIVE(jlong, raises)(JNIEnv *env, jclass class)
{
    (void)env, (void)class;
    return atomic_load_explicit(&raises, memory_order_relaxed);
}

NATIVE(void, nothing)(JNIEnv *env, jclass class)
{
    (void)env, (void)class;
}

NATIVE(void, loop)(JNIEnv *env, jclass class, jlong table, jint index, jint calls)
{
    (void)class;
    struct loop loop = {(ht_table *)(uintptr_t)table, (size_t)index, calls};
    int error = on_new_thread(run_loop, &loop);
    if (error)
        throw_errno(env, "loop thread", error);
}
