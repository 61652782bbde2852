/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The real bridge, driven by a fake JVM: attaching fails every 7th time, entering Java every 11th.
 * Every call must be a run or a counted refusal, and nothing may be left behind. Arguments: the way
 * in, "jni" or "foreign", or "foreign_no_key", "foreign_stale_key" if the JVM does not tell by a
 * pthread key whether it knows a thread; and how many calls each thread makes.
 */
#include "../jni/bridge.h"
#include "../jni/batch.h"
#include "../jni/gate.h"
#include "../jni/given.h"
#include "../jni/stubs.h"
#include "../jni/upcall.h"
#include "../jni/vm_thread.h"
#include "bridge_test.h"
#include "check.h"
#include "fake_jvm.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

enum { THREADS = 8, CHUNKS = 3 };

long calls_per_thread = 20000;
atomic_long runs;
static atomic_long failed_entries, foreign_runs, unknown_threads, wrong_stubs;
static bool by_foreign_stub;        /* the way in; else by JNI alone */
static _Thread_local long expected; /* the number of the stub that is being called */

/* Every 11th entry into Java finds no stack. */
static bool dispatch(JNIEnv *env, jint call)
{
    static atomic_long entries;
    (void)env;
    if (++entries % 11 == 0) {
        failed_entries++;
        return false;
    }
    runs++;
    wrong_stubs += call != expected;
    return true;
}

static bool succeed(JNIEnv *env, jint call)
{
    (void)env, (void)call;
    runs++;
    return true;
}

static bool fail(JNIEnv *env, jint call)
{
    (void)env, (void)call;
    return false;
}

static void dispatch_foreign(int32_t call)
{
    if (call >> HT_CALL_BATCH_SHIFT)
        return; /* ht_upcall_start has the JVM link the way; no stub is called */
    unknown_threads += !fake_is_attached;
    runs++;
    foreign_runs++;
    wrong_stubs += call != expected;
}

static ht_handler stub_at(long number)
{
    return (ht_handler)(ht_stubs.first + (uintptr_t)(number / HT_CHUNK_NUMBERS) * HT_CHUNK_STRIDE +
                        (uintptr_t)(number % HT_CHUNK_NUMBERS) * HT_STUB_SIZE);
}

void *call_stubs(void *unused)
{
    (void)unused;
    for (long i = 0; i < calls_per_thread; i++) {
        expected = i % CHUNKS * HT_CHUNK_NUMBERS + HT_FIRST_PLACE + i % HT_CHUNK_STUBS;
        stub_at(expected)();
    }
    return NULL;
}

/* A thread for each call, so that as many attach. */
static void *start_short_threads(void *unused)
{
    (void)unused;
    long calls = calls_per_thread;
    calls_per_thread = 1;
    for (int i = 0; i < 2000; i++) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, call_stubs, NULL) == 0)
            pthread_join(thread, NULL);
    }
    calls_per_thread = calls;
    return NULL;
}

/*
 * A thread of another library stays attached, and what was thrown is kept for its Java caller. When
 * it is detached, the next call attaches it again.
 */
static void *call_attached(void *kept)
{
    JNIEnv *env = fake_attach();
    fake_dispatch = fail;
    stub_at(HT_FIRST_PLACE)();
    jthrowable thrown = Java_io_github_handlertable_internal_Native_takeThrown(env, NULL);
    *(bool *)kept = thrown && fake_is_attached;
    (*env)->DeleteLocalRef(env, thrown);
    fake_failing_attach = 0;
    for (int i = 0; i < 2; i++) { /* whoever has attached it */
        fake_vm->DetachCurrentThread(&fake_vm);
        stub_at(HT_FIRST_PLACE)();
        *(bool *)kept &= fake_is_attached;
    }
    return NULL;
}

/* A thread that no stub call could attach, and another library did, is that library's. */
static void *fail_and_stay(void *unused)
{
    (void)unused;
    fake_failing_attach = 1;
    stub_at(HT_FIRST_PLACE)();
    fake_failing_attach = 0;
    fake_attach();
    return NULL;
}

/* What was thrown there is for nobody once the thread has ended. */
static void *fail_and_end(void *unused)
{
    (void)unused;
    fake_attach();
    fake_dispatch = fail;
    stub_at(HT_FIRST_PLACE)();
    fake_vm->DetachCurrentThread(&fake_vm);
    return NULL;
}

void run_on_threads(void *(*run)(void *), int n, void *argument)
{
    pthread_t threads[THREADS];
    for (int i = 0; i < n; i++)
        if (pthread_create(&threads[i], NULL, run, argument) != 0)
            abort();
    for (int i = 0; i < n; i++)
        pthread_join(threads[i], NULL);
}

/* The kernel writes for the program only where the program may write, and else says so. */
static bool is_read_only(uintptr_t address)
{
    int zeros = open("/dev/zero", O_RDONLY);
    bool refused = read(zeros, (void *)address, 1) < 0 && errno == EFAULT;
    close(zeros);
    return refused;
}

/* Java finds what C has given back, in the table that it was taken out of. */
static bool gives_back(JNIEnv *env)
{
    static HT_DEFINE(table, 1);
    ht_handler stub = stub_at(HT_FIRST_PLACE);
    ht_give_back(table, stub); /* not yet: Java has registered nothing there */
    ht_batch_adopt(table);
    ht_give_back(table, NULL);
    bool good = Java_io_github_handlertable_internal_Native_takeGiven(env, NULL) == 0;
    ht_give_back(table, stub);
    good &= ht_word_load_relaxed(&ht_given_last) != 0;
    jlong last = Java_io_github_handlertable_internal_Native_takeGiven(env, NULL);
    const struct ht_given *given = (const struct ht_given *)last;
    good &= given && given->next == 0 && given->table == (uintptr_t)table &&
            given->handler == (uintptr_t)stub;
    Java_io_github_handlertable_internal_Native_freeGiven(env, NULL, last);
    good &= ht_word_load_relaxed(&ht_given_last) == 0;

    /* A thread that adopts the table does not count on another that is half way through it. */
    ht_word *span = &table->words[HT_HEADER_STUBS_SPAN];
    ht_word_store_relaxed(span, 0);
    ht_batch_adopt(table);
    return good && ht_word_load_relaxed(span) == ht_stubs.span;
}

int main(int argc, char **argv)
{
    const char *way = argc > 1 ? argv[1] : "jni";
    by_foreign_stub = strcmp(way, "jni") != 0;
    fake_key = strcmp(way, "foreign_no_key") == 0      ? FAKE_NO_KEY
               : strcmp(way, "foreign_stale_key") == 0 ? FAKE_STALE_KEY
                                                       : FAKE_KEY;
    if (argc > 2)
        calls_per_thread = atol(argv[2]);
    plan(25);

    JNIEnv *env = fake_attach();
    fake_dispatch = dispatch;
    check(JNI_OnLoad(&fake_vm, NULL) == JNI_VERSION_10);
    check(ht_gate_define(env, (const jbyte *)"bytes", 5));
    check(ht_vm_thread_key_found == (fake_key == FAKE_KEY));
    Java_io_github_handlertable_internal_Native_startUpcalls(
        env, NULL, fake_object, by_foreign_stub ? (jlong)(uintptr_t)dispatch_foreign : 0);
    check(ht_stubs.first != 0);
    check(ht_stubs.chunks > CHUNKS);
    bool mapped = true;
    for (jint i = 0; i < CHUNKS; i++)
        mapped &= Java_io_github_handlertable_internal_Native_mapChunk(env, NULL, i) == NULL;
    check(mapped);
    unsigned char mark = 0; /* where clang's -fsanitize=function looks for one, before it calls */
    for (long i = 0; i < CHUNKS; i++)
        mark |= ((volatile unsigned char *)(uintptr_t)stub_at(i * HT_CHUNK_NUMBERS +
                                                              HT_FIRST_PLACE))[-8];
    check(mark == 0);
    int sealed = 0; /* chunks whose text and data, the page behind it, nobody can change */
    for (uintptr_t i = 0; i < CHUNKS; i++) {
        uintptr_t text = ht_stubs.first + i * HT_CHUNK_STRIDE;
        sealed += is_read_only(text) && is_read_only(text + HT_CHUNK_CODE);
    }
    check(sealed == CHUNKS);
    check(gives_back(env));
    long globals = fake_counts.global_refs;

    fake_failing_attach = 7;
    run_on_threads(call_stubs, THREADS, NULL);
    run_on_threads(start_short_threads, 1, NULL);
    check(runs + (long)ht_word_load_relaxed(&ht_upcall_refused) ==
          THREADS * calls_per_thread + 2000);
    check(wrong_stubs == 0);
    check(fake_counts.attach_failures > 2000 / 7);
    check(failed_entries > 100);
    check(by_foreign_stub == (foreign_runs > 0));

    bool kept = false;
    run_on_threads(call_attached, 1, &kept);
    check(kept);
    run_on_threads(fail_and_end, 1, NULL);
    bool taken = false; /* the system may know the thread a little longer than pthread_join waits */
    for (int i = 0; i < 1000000 && fake_counts.global_refs != globals; i++)
        taken |= Java_io_github_handlertable_internal_Native_takeThrown(env, NULL) != NULL;
    check(!taken && fake_counts.global_refs == globals);
    calls_per_thread = 1;
    fake_dispatch = dispatch;
    check(reload());
    fake_failing_attach = 0;
    fake_dispatch = succeed;
    check(fires_at_end(false));
    check(fires_at_end(true));
    check(is_alone_when_forked());
    check(unknown_threads == 0);
    check(fake_counts.greeted == fake_counts.daemons - 1);   /* that made Gate */
    check(fake_counts.attached - fake_counts.detached == 1); /* this thread */
    run_on_threads(fail_and_stay, 1, NULL);
    check(fake_counts.attached - fake_counts.detached == 2);
    check(fake_counts.local_refs == 0 && fake_counts.global_refs == globals);
    return finish();
}
