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
 * Plants (-D...; check.sh names the configuration that finds each)
 *   STUB_ATTACHES       the foreign stub is entered without a look whether the JVM knows the thread
 *   TRUSTS_STUBS         the look is left out for threads that we attached
 *   ATTACHES_ANYWAY     a thread is attached though the key could not be set
 *   NOT_EXITING         after ht_thread_leave the thread is attached again
 *   DETACHES_ALL        ht_thread_leave detaches threads that others attached
 *   DETACHES_NONE       ht_thread_leave detaches none
 *   ONE_COPY_LEAVES     the key's list has only the last copy
 *   END_AT_STOP         exiting threads leave the JVM alone as soon as shutdown begins
 *   SLOT_EACH           each copy takes a slot of java.lang.Shutdown's; who finds none ends at once
 *   WORDS_EACH          each copy has its own count of those that detach
 *   NO_WAIT             the end does not wait for those that have begun to detach
 *   COUNTS_LATE         who detaches looks first, and counts itself in a second step
 *   FORK_UNSEEN         nothing is wiped in a forked child
 *   FORK_HALF_SEEN      `running` is wiped, `detaching` is not
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

/* ht_vm_knows_thread, as the way into the foreign stub asks */
#if defined(STUB_ATTACHES)
#define KNOWS_THREAD(t, c) true
#elif defined(TRUSTS_STUBS)
#define KNOWS_THREAD(t, c) (attached_by_stub[AT(t, c)] || attached[t] != NO)
#else
#define KNOWS_THREAD(t, c) (attached[t] != NO)
#endif
#ifdef NOT_EXITING
#define REFUSED(t, c) false
#else
#define REFUSED(t, c) exiting[AT(t, c)]
#endif
#ifdef ATTACHES_ANYWAY
#define USES_KEY(t, c) true
#else
#define USES_KEY(t, c) using_key[AT(t, c)]
#endif
#if defined(DETACHES_ALL)
#define BY_STUB(t, c) true
#elif defined(DETACHES_NONE)
#define BY_STUB(t, c) false
#else
#define BY_STUB(t, c) attached_by_stub[AT(t, c)]
#endif
#ifdef ONE_COPY_LEAVES
#define IN_LIST(t, c) (using_key[AT(t, c)] && (c == COPIES - 1 || !using_key[AT(t, COPIES - 1)]))
#else
#define IN_LIST(t, c) using_key[AT(t, c)]
#endif

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

/* ---------- A call of a stub ---------- */

inline into_java(t, c) {
  if :: gone -> goto over :: else fi;                        /* waits in the JVM until the process has ended */
  assert(!child && attached[t] != NO);
#if COPIES == 1                                              /* else another copy may have attached it */
  assert(!exiting[AT(t, c)] || attached[t] == BY_OTHER)
#endif
}
/* ht_thread_attach; the JVM may refuse. */
inline attach(t, c, ok) {
  ok = false;
  if
  :: REFUSED(t, c)
  :: else ->
       if
       :: using_key[AT(t, c)]
       :: !using_key[AT(t, c)] -> using_key[AT(t, c)] = true; armed = true  /* pthread_setspecific */
#if defined(AS_NO_MEMORY)
       :: !using_key[AT(t, c)]                                   /* its ENOMEM */
#endif
       fi;
       if
       :: USES_KEY(t, c) ->
            if :: gone -> goto over :: else fi;
            assert(!child);
            if
            :: attached[t] = BY_STUB_CALL; attached_by_stub[AT(t, c)] = true; ok = true
            :: skip                                          /* JNI_ERR */
            fi
       :: else
       fi
  fi
}
/* upcall_foreign, upcall_jni, call_gate, ht_thread_env, ht_thread_allow_foreign */
inline fire(t, c, ok) {
  if
  :: foreign && foreign_allowed[AT(t, c)] && running && KNOWS_THREAD(t, c) ->
       into_java(t, c)
  :: else ->
       if
       :: !running
       :: else ->
            ok = true;
            if :: attached[t] == NO -> attach(t, c, ok) :: else fi;
            if
            :: ok ->
                 into_java(t, c);
                 if :: !exiting[AT(t, c)] -> foreign_allowed[AT(t, c)] = true :: else fi
            :: else
            fi
       fi
  fi;
  ok = false
}

/* ---------- A thread's end ---------- */

/* begin_detaching: compare-and-swap */
inline begin_detaching(c, ok) {
#ifdef COUNTS_LATE
  ok = present[W(c)];
  if :: ok -> detaching[W(c)]++ :: else fi
#else
  atomic { ok = present[W(c)]; if :: ok -> detaching[W(c)]++ :: else fi }
#endif
}
/* ht_thread_leave, of one copy */
inline thread_leave(t, c, ok) {
  foreign_allowed[AT(t, c)] = false; exiting[AT(t, c)] = true;
  ok = false;
  if
  :: BY_STUB(t, c) -> begin_detaching(c, ok)
  :: else
  fi;
  if
  :: ok ->
       if
       :: attached[t] != NO ->
            assert(!child);
#ifndef RUDE
            assert(attached[t] == BY_STUB_CALL);
#endif
            assert(!gone);                                   /* DetachCurrentThread would never return */
            attached[t] = NO;
            assert(!gone)
       :: else
       fi;
       detaching[W(c)]--
  :: else
  fi;
  attached_by_stub[AT(t, c)] = false;
  ok = false
}
/* thread_exits, the key's destructor */
inline thread_exits(t, c, ok) {
  armed = false;
  for (c : 0 .. COPIES - 1) {
    if :: IN_LIST(t, c) -> thread_leave(t, c, ok) :: else fi
  }
  c = 0
}
/* What any library's code may do on the thread: what it has attached, it detaches before it ends, or the process does. */
inline something(t, c, ok) {
  if
#if COPIES > 1
  :: c = 1; fire(t, c, ok); c = 0
#endif
  :: c = 0; fire(t, c, ok)
  :: attached[t] == NO && !gone && !child && !theirs -> attached[t] = BY_OTHER; theirs = true
  :: attached[t] == BY_OTHER && !gone && !child -> attached[t] = NO; theirs = false
#ifdef RUDE
  :: attached[t] == BY_STUB_CALL && !gone && !child -> attached[t] = NO
#endif
  :: skip
  fi
}
inline ends(t, c, ok) {
  if :: attached[t] == BY_JVM -> attached[t] = NO :: else fi;
#ifdef ALONE
  if :: armed -> thread_exits(t, c, ok) :: else fi;
#else
  something(t, c, ok);                                       /* thread_local destructors */
  do
  :: round < 4 ->
       round++;
#ifdef AS_KEY_FIRST
       if :: armed -> thread_exits(t, c, ok) :: else fi;
#endif
       if :: rearmed -> rearmed = false; something(t, c, ok); something(t, c, ok); if :: rearmed = true :: skip fi :: else fi;
       if :: theirs && round == 4 && attached[t] == BY_OTHER && !gone && !child -> attached[t] = NO; theirs = false :: else fi;
#ifndef AS_KEY_FIRST
       if :: armed -> thread_exits(t, c, ok) :: else fi;
#endif
       if :: !armed && !rearmed -> break :: else fi
  :: else -> break
  od;
#endif
  /* The JVM does not know it any more; or its last hook has run. */
  assert(attached[t] == NO || attached[t] == BY_OTHER || child || !present[0]);
over:
  dead[t] = true; ended++
}
inline lives(t, c, ok) {
#ifndef ALONE
  if :: rearmed = true :: skip fi;                           /* another library's key is set */
#endif
  do :: n < EVENTS -> n++; something(t, c, ok) :: n == EVENTS -> break od
}
proctype Native(byte t) {
  byte c, n, round; bool ok, armed, rearmed, theirs;
  lives(t, c, ok);
  ends(t, c, ok)
}
proctype Java(byte t) {
  byte c, n, round; bool ok, armed, rearmed, theirs;
  attached[t] = BY_JVM;
  lives(t, c, ok);
  ends(t, c, ok)
}
/* A native thread; from some moment on it is a child that only it is in. */
proctype Forks(byte t) {
  byte c, n, round; bool ok, armed, rearmed, theirs;
  lives(t, c, ok);
  atomic {
    child = true;
#ifndef FORK_UNSEEN
    running = false;
#ifndef FORK_HALF_SEEN
    present[0] = false; detaching[0] = 0
#endif
#endif
  };
  n = 0;
  lives(t, c, ok);
  ends(t, c, ok)
}

/* ---------- The JVM's end ---------- */

/* ht_threads_end */
inline end(c) {
  present[W(c)] = false;
#ifndef NO_WAIT
  detaching[W(c)] == 0
#endif
}
/* `stop` of gate.c, a shutdown hook of each copy */
proctype Stop(byte c) {
  bool mine;
  running = false;
#ifdef END_AT_STOP
  end(c);
#endif
#ifdef SLOT_EACH
  mine = true;
#else
  atomic { mine = !end_claimed; end_claimed = true };
#endif
  if
  :: mine ->
       atomic { if :: slots < 1 -> slots++ :: else -> mine = false; left = true fi };
       if :: left && !mine -> end(c) :: else fi              /* no slot is free */
  :: else
  fi;
  stops++
}
/* A shutdown hook of the user's: a thread that the JVM knows must be there. */
proctype Look() {
  byte t;
  atomic {
    for (t : 0 .. T - 1) { assert(!(dead[t] && attached[t] == BY_STUB_CALL)) }
    t = 0
  };
  looked = true
}
proctype Shutdown() {
  byte c;
  run Stop(0); run Stop(1); run Look();
  stops == 2 && looked;
  end(0);
  gone = true
}

init {
  byte w;
  atomic {
    for (w : 0 .. WORDS - 1) { present[w] = true }
    w = 0;
    if :: foreign = true :: skip fi;
    RUN
  }
}
