/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What C's threads do, and the operation that ends what they give back. Plant:
 *   DRAIN_KEEPS_NONE          a drain keeps no generation
 */

/* A C function in and out of slot 0, by C. */
proctype Native() {
  atomic { if :: slot[0] == 0 -> slot[0] = C_FUNCTION :: else fi }
  atomic { if :: slot[0] == C_FUNCTION -> slot[0] = 0 :: else fi }
  done++
}
/* C reads slot i, and calls what it read at any later time. The stub's object stays reachable as long: C's duty. */
proctype Caller(byte i) {
  byte w, b, hm, late, o; bool ok;
  atomic { w = slot[i]; if :: STUB(w) -> hm = owner[w-1] - 1; held[OBJECT(hm)]++ :: else fi };
  if
  :: STUB(w) ->
       call(w, hm, ok);
#ifdef NO_GAP
       assert(ok);     /* under replace by Java handlers alone, a call always runs something */
#endif
       held[OBJECT(hm)]--
  :: else
  fi;
  done++
}
#if defined(C_GIVES)
/* ht_give_back: only notes it. */
inline note(a, w) {
  atomic {
    given = given | (BIT(bound[w-1]) & ~1);
    cHas = cHas & ~NTH(w - 1);
    notes = notes | (1 << (a * STUBS + w - 1))
  }
}
/* C takes a word out of slot 0, and does what it likes with it, as long as X is not closed. */
proctype C() {
  byte w, b, hm, late, n, o, from; bool ok, mine;
  do
  :: n < ROUNDS ->
     n++;
     atomic {
       from = 0; mine = false; w = slot[0];
       if :: STUB(w) -> slot[0] = 0; cHas = cHas | NTH(w - 1); hm = owner[w-1] - 1; mine = true; held[OBJECT(hm)]++ :: else fi
     };
     do
     :: mine && !closed[0] -> call(w, hm, ok); atomic { assert(bound[w-1] != 0 || closed[0]) }   /* stays bound while C has it */
     :: atomic { mine && !closed[0] && slot[0] == 0 -> slot[0] = w; cHas = cHas & ~NTH(w - 1); mine = false };
        if :: call(w, hm, ok) :: skip fi; break                        /* a late call of its copy */
#ifdef MOVES
     :: atomic {
          mine && from == 0 && !closed[0] && slot[1] == 0 ->
            slot[1] = w; cHas = cHas & ~NTH(w - 1); from = 1; mine = false
        }
     :: atomic {
          mine && from == 0 && !closed[0] && slot[2] == 0 ->
            slot[2] = w; cHas = cHas & ~NTH(w - 1); from = 2; mine = false
        }
     :: atomic { !mine && from != 0 && slot[from] == w -> slot[from] = 0; cHas = cHas | NTH(w - 1); mine = true; from = 9 }
#endif
     :: mine && from == 0 && !closed[0] ->
        note(ADDRESS(OBJECT(hm)), w);
#ifdef TWICE
        if :: note(ADDRESS(OBJECT(hm)), w) :: skip fi;
#endif
        if :: call(w, hm, ok) :: skip fi; break
     :: break                                                     /* keeps it, or leaves it there */
     od;
     if :: STUB(w) -> held[OBJECT(hm)]-- :: else fi
  :: else -> break
  od;
  done++
}
/* Another thread's operation, which drains C's list and ends. */
proctype Drain() {
  byte b, r, e, i, gen; short list; bool again;
  notes != 0 || done >= N - DRAINERS;
#ifdef DRAIN_KEEPS_NONE
  drain();
#else
  KEEP; drain(); RELEASE;
#endif
  done++
}
/* Has taken out stub 0 of the first object, and gives it back. */
proctype Give() {
#ifdef GIVES_LATE
  atomic { if :: !finished[0] -> note(0, 1) :: finished[0] fi };
#else
  atomic { if :: !closed[0] -> note(0, 1) :: closed[0] fi };
#endif
  done++
}
/* Registers, and closes; then C may free its table: nobody is in any operation of it. */
proctype Frees(byte h; byte k) {
  byte s, w, b, r, e, i, x, mine, gen; short list; bool again, ok, isDead, stops;
  atomic { ENTER(k); ARRIVES(h, k) };
  KEEP; DRAIN; register(h, k);
  atomic { registered(h, x); RELEASE };
  close(OBJECT(k));
  atomic { freed = true; LEAVE(k); done++ };
over: skip
}
proctype GiveOther() { notes = 1 << STUBS; done++ }
/* Takes out what the first object has registered, and gives it back, both before a close begins. */
proctype TakeAndGive() {
  byte w;
  if
  :: atomic { !closed[0] && STUB(slot[0]) -> w = slot[0]; slot[0] = 0; cHas = cHas | NTH(w - 1) };
     atomic { if :: !closed[0] -> note(0, w) :: else fi }
  :: closed[0]
  fi;
  done++
}
/* Takes out what was registered in slot i, and keeps it. */
proctype Take(byte i) {
  if
  :: atomic { (yes & BIT(2)) && STUB(slot[i]) && HANDLER(bound[slot[i]-1]) == 2 -> cHas = cHas | NTH(slot[i] - 1); slot[i] = 0 }
  :: done == N - 1
  fi;
  done++
}
#endif
