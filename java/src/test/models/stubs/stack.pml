/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A slot's stack of retired stubs: Slots.take and Slots.putBack, access by access. A registrant takes a stub off, or a new
 * one, binds it, and puts it back. Binding is a plain store here, for nobody else binds what was taken. Plants:
 *   NO_TAG, WRAP=n            the stack without tag, with a tag of n values
 *   PUSHES_ANYWAY             push without compare-and-swap at last
 */

#ifndef THREADS
#define THREADS 3
#endif
#ifndef ROUNDS
#define ROUNDS 1
#endif
#ifndef TRIES
#define TRIES 2
#endif
#define STUBS 12
byte top, tag, next[STUBS], used, left, done;
bool bound[STUBS];
#ifdef NO_TAG
#define SAME(t) true
#define BUMP skip
#else
#define SAME(t) (tag == t)
#ifdef WRAP
#define BUMP tag = (tag + 1) % WRAP
#else
#define BUMP tag++
#endif
#endif
proctype T() {
  byte round, tries, h, t, n, s; bool ok;
  do
  :: round < ROUNDS ->
     round++;
     /* pop */
     ok = false; tries = 0;
     do
     :: !ok && tries < TRIES ->
        tries++;
        atomic { h = top; t = tag };
        if
        :: h == 0 -> break
        :: else ->
             n = next[h-1];
             atomic { ok = (top == h && SAME(t)); if :: ok -> top = n; s = h - 1; BUMP :: else fi }
        fi
     :: else -> break
     od;
     if :: !ok -> atomic { s = used; used++; assert(s < STUBS) } :: else fi;
     atomic { assert(!bound[s]); bound[s] = true };
     bound[s] = false;
     /* push */
     ok = false; tries = 0;
     do
     :: !ok && tries < TRIES ->
        tries++;
        atomic { h = top; t = tag };
        next[s] = h;
        atomic { ok = (top == h && SAME(t)); if :: ok -> top = s + 1 :: else fi }
     :: else -> break
     od;
#ifdef PUSHES_ANYWAY
     if :: !ok -> next[s] = top; top = s + 1 :: else fi
#else
     if :: !ok -> left++ :: else fi      /* only the table's list has it */
#endif
  :: else -> break
  od;
  done++
}
init {
  byte i, w, c;
  atomic {
    used = 2; top = 2; next[1] = 1;      /* two retired stubs */
    for (i : 1 .. THREADS) { run T() }
  }
  done == THREADS;
  w = top;
  do :: w != 0 -> c++; w = next[w-1]; assert(c <= used) :: else -> break od;
  assert(c + left == used)
}
