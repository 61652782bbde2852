/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "testlib.h"

#include <alloca.h>
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/mman.h>
#include <time.h>

/* Native threads that the JVM does not know, all firing the same. */

struct member {
    pthread_t thread;
    struct crew *crew;
    void *stack; /* NULL: as pthread makes it */
    uintptr_t calls, handled, runs, late, attached;
};

struct crew {
    sem_t gate;
    ht_word stopped;
    ht_table *table; /* to fire by index, or NULL: to call the word */
    size_t index;
    ht_handler word;
    uintptr_t times;
    size_t stack_size; /* 0: the default */
    size_t stack_left; /* at each call; 0: as it comes */
    bool attach;       /* by themselves, as another library would */
    char name[16];
    size_t size;
    struct member members[];
};

static struct crew *crew_at(jlong address)
{
    return (struct crew *)(uintptr_t)address;
}

static struct timespec after(jlong seconds)
{
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    time.tv_sec += seconds;
    return time;
}

static bool fire_once(const struct crew *crew)
{
    if (crew->table)
        return ht_handle(crew->table, crew->index);
    crew->word();
    return true;
}

static void fire(struct member *me, uintptr_t times)
{
    const struct crew *crew = me->crew;
    for (uintptr_t i = 0; i < times && !ht_word_load_relaxed(&crew->stopped); i++) {
        test_call_begins(crew->index);
        me->handled += fire_once(crew);
        me->calls++;
        test_check_exception();
    }
    me->runs = test_call.runs;
    me->late = test_call.late;
}

/* Leaves just so much stack. */
static void __attribute__((noinline)) fire_with_stack(struct member *me, size_t left)
{
    pthread_attr_t attributes;
    void *lowest;
    size_t size;
    if (pthread_getattr_np(pthread_self(), &attributes) != 0 ||
        pthread_attr_getstack(&attributes, &lowest, &size) != 0)
        test_fail("pthread_getattr_np");
    pthread_attr_destroy(&attributes);
    uintptr_t here = (uintptr_t)__builtin_frame_address(0);
    volatile char *eaten = alloca(here - (uintptr_t)lowest - left);
    eaten[0] = 0;
    fire(me, me->crew->times);
}

static void *run(void *argument)
{
    struct member *me = argument;
    struct crew *crew = me->crew;
    struct timespec deadline = after(60);
    while (sem_timedwait(&crew->gate, &deadline) != 0)
        if (errno != EINTR)
            test_fail("nobody opened the gate");

    JavaVMAttachArgs arguments = {JNI_VERSION_10, crew->name, NULL};
    void *env;
    if (crew->attach &&
        (*test_vm)->AttachCurrentThreadAsDaemon(test_vm, &env, &arguments) != JNI_OK)
        test_fail("cannot attach");
    if (crew->stack_left)
        fire_with_stack(me, crew->stack_left);
    fire(me, crew->stack_left ? 1 : crew->times);
    me->attached = test_env() != NULL;
    if (crew->attach)
        (*test_vm)->DetachCurrentThread(test_vm);
    return NULL;
}

#define GUARD 65536 /* a page of any size */

/*
 * A stack of just this size. One of pthread's may be larger, for it takes those of ended threads
 * again, and smaller too, for the JVM leaves its guard pages in those.
 */
static void set_stack(pthread_attr_t *attributes, struct member *member)
{
    size_t size = member->crew->stack_size;
    char *memory = mmap(NULL, GUARD + size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED || mprotect(memory + GUARD, size, PROT_READ | PROT_WRITE) != 0)
        test_fail("cannot map a stack");
    member->stack = memory;
    if ((errno = pthread_attr_setstack(attributes, memory + GUARD, size)) != 0)
        test_fail("pthread_attr_setstack");
}

static void start(struct member *member)
{
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    if (member->crew->stack_size)
        set_stack(&attributes, member);
    if ((errno = pthread_create(&member->thread, &attributes, run, member)) != 0)
        test_fail("pthread_create");
    pthread_attr_destroy(&attributes);
    pthread_setname_np(member->thread, member->crew->name);
}

TEST(jlong, startCrew)
(JNIEnv *env, jclass class, jint size, jlong table, jint index, jlong word, jlong times,
 jint stack_size, jint stack_left, jboolean attach, jbyteArray name)
{
    (void)class;
    struct crew *crew = calloc(1, sizeof *crew + (size_t)size * sizeof crew->members[0]);
    if (!crew || sem_init(&crew->gate, 0, 0) != 0)
        test_fail("cannot make a crew");
    crew->table = table_at(table);
    crew->index = (size_t)index;
    crew->word = handler_at(word);
    crew->times = (uintptr_t)times;
    crew->stack_size = (size_t)stack_size;
    crew->stack_left = (size_t)stack_left;
    crew->attach = attach;
    crew->size = (size_t)size;
    (*env)->GetByteArrayRegion(env, name, 0, (*env)->GetArrayLength(env, name),
                               (jbyte *)crew->name);

    for (size_t i = 0; i < crew->size; i++) {
        crew->members[i].crew = crew;
        start(&crew->members[i]);
    }
    return (jlong)(uintptr_t)crew;
}

TEST(void, openGate)(JNIEnv *env, jclass class, jlong address)
{
    (void)env, (void)class;
    struct crew *crew = crew_at(address);
    for (size_t i = 0; i < crew->size; i++)
        sem_post(&crew->gate);
}

void test_stop_crew(struct crew *crew)
{
    ht_word_store_relaxed(&crew->stopped, 1);
}

TEST(void, stopCrew)(JNIEnv *env, jclass class, jlong crew)
{
    (void)env, (void)class;
    test_stop_crew(crew_at(crew));
}

bool test_join_crew(struct crew *crew, jint seconds, jlong sums[static 5])
{
    struct timespec deadline = after(seconds);
    for (size_t i = 0; i < crew->size; i++) {
        struct member *member = &crew->members[i];
        if (pthread_timedjoin_np(member->thread, NULL, &deadline) != 0)
            return false;
        if (member->stack)
            munmap(member->stack, GUARD + crew->stack_size);
        sums[0] += (jlong)member->calls;
        sums[1] += (jlong)member->handled;
        sums[2] += (jlong)member->runs;
        sums[3] += (jlong)member->late;
        sums[4] += (jlong)member->attached;
    }
    sem_destroy(&crew->gate);
    free(crew);
    return true;
}

/* The sums, in the order of the Java record; into an array, for the heap may be full by now. */
TEST(jboolean, joinCrew)(JNIEnv *env, jclass class, jlong crew, jint seconds, jlongArray result)
{
    (void)class;
    jlong sums[5] = {0};
    if (!test_join_crew(crew_at(crew), seconds, sums))
        return false;
    (*env)->SetLongArrayRegion(env, result, 0, 5, sums);
    return true;
}
