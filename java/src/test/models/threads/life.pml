/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a thread does, and its end. Plants:
 *   DETACHES_ALL        ht_thread_leave detaches threads that others attached
 *   DETACHES_NONE       ht_thread_leave detaches none
 *   ONE_COPY_LEAVES     the key's list has only the last copy
 *   COUNTS_LATE         who detaches looks first, and counts itself in a second step
 *   FORK_UNSEEN         nothing is wiped in a forked child
 *   FORK_HALF_SEEN      `running` is wiped, `detaching` is not
 */

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
