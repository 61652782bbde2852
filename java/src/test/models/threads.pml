/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The life of a thread that fires, as native/jni/threads.c has it: who attaches and detaches it, what happens when it ends,
 * when the JVM ends, and in a forked child. Each inline mirrors the C function that its comment names; a step is one access
 * to a word that copies of the library share, or one call of the JVM.
 *
 *   ./check.sh [quick|all|large]       all searches, right and wrong
 *
 * The JVM knows the thread            who ends that                      a stub call
 * not                                 -                                  attaches it by JNI, if that can be undone (US)
 * BY_STUB_CALL: attached by it        ht_thread_leave, a destructor; or  runs
 *                                     another library
 * BY_OTHER: by another library        that library                       runs
 * BY_JVM: a Java thread               the JVM, before all destructors    runs
 * whatever, after ht_thread_leave                                        runs if another attached it, else is refused
 * whatever, shutdown has begun        ht_thread_leave, till all hooks    is refused
 *                                     have run
 * whatever, in a forked child         nobody: the JVM is not there       is refused
 *
 * When a thread ends, thread_local destructors come first, which may fire (C++). Then four rounds of key destructors, in each by
 * the order of the keys. Another library's may fire, attach, detach and set its key again; ours is the last in each round.
 *
 * Configurations (-DAS_...; without one: a native thread, one copy of the library)
 *   JAVA         a Java thread
 *   RUDE         another library also detaches what it did not attach
 *   COPIES       two copies of the library, of two class loaders
 *   NO_MEMORY    the key may refuse to be set
 *   SHUTDOWN     two threads, two copies, two shutdown hooks of ours and one that looks at all threads
 *   FORK         a thread forks by a way that calls no handlers; what goes on is the child
 *   KEY_FIRST    (a limit) our key comes before the other library's: what fires in the last round only stays attached
 *
 * Plants (-D...; check.sh names the configuration that finds each): each part has its own, listed on top. Here:
 *   WORDS_EACH   each copy has its own count of those that detach
 *
 * Not modelled: a thread that passed the look at `running` and enters a JVM that is gone (it never comes back); the end that waits
 * in vain for a second; weak memory; how much stack is left (the foreign stub is allowed or not); cancellation.
 */

#define NO 0
#define BY_STUB_CALL 1
#define BY_OTHER 2
#define BY_JVM 3

#if defined(AS_SHUTDOWN)
#define T 2
#define COPIES 2
#define EVENTS 1
#define ALONE                /* no other library's destructors */
#define RUN run Native(0); run Native(1); run Shutdown()
#elif defined(AS_COPIES)
#define T 1
#define COPIES 2
#define EVENTS 2
#define RUDE
#define RUN run Native(0)
#elif defined(AS_JAVA)
#define T 1
#define EVENTS 2
#define RUN run Java(0)
#elif defined(AS_FORK)
#define T 1
#define EVENTS 2
#define RUN run Forks(0)
#else
#define T 1
#define EVENTS 3
#define RUN run Native(0)
#endif
#ifndef COPIES
#define COPIES 1
#endif
#ifdef AS_RUDE
#define RUDE
#endif

#ifdef WORDS_EACH
#define W(c) c
#define WORDS COPIES
#else
#define W(c) 0
#define WORDS 1
#endif
#define AT(t, c) ((t) * COPIES + (c))

/* struct ht_process */
bool running = true;
bool present[WORDS];         /* bit 0 of detaching */
byte detaching[WORDS];
bool end_claimed;

/* Of each thread and copy: thread-local variables of threads.c. */
bool foreign_allowed[T * COPIES];   /* ht_thread_foreign_above is set */
bool using_key[T * COPIES];      /* is in the key's list */
bool exiting[T * COPIES];
bool attached_by_stub[T * COPIES];

/* The JVM. */
byte attached[T];
bool dead[T];
bool foreign;                /* stubs enter by the foreign stub */
bool gone, looked, left;
byte slots, stops;
byte ended;

bool child;

#include "threads/call.pml"     /* a call of a stub */
#include "threads/life.pml"     /* what a thread does, and its end */
#include "threads/shutdown.pml" /* the JVM's end */

init {
  byte w;
  atomic {
    for (w : 0 .. WORDS - 1) { present[w] = true }
    w = 0;
    if :: foreign = true :: skip fi;
    RUN
  }
}
