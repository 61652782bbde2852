/* SPDX-License-Identifier: Apache-2.0 */
/* The beginning, and what must hold when all threads have ended. */

init {
  byte s, h, in, w, b, r, e, i; short list; bool again, there;
  atomic {
#ifdef WRAPS
    open[0] = true; open[3] = true;
#else
    open[0] = true; open[1] = true;
#endif
#ifdef BEFORE                  /* handler 6 is registered at place 0 */
    bound[0] = BINDING(6, 0); owner[0] = 1; state[6] = CONFIRMED; yes = BIT(6); theirs[0] = BIT(6);
#ifdef C_HAS
    cHas = 1;
#else
    slot[0] = 1;
#endif
#endif
#ifdef RETIRED
    owner[0] = 1; head[0] = 1;
#endif
#ifdef DEAD_FIRST
    slot[0] = 1;
#endif
#ifdef ODD_FIRST
    slot[0] = ODD;
#endif
    RUN
  }
  done == N;
#ifdef C_GIVES
  atomic { drain() };
#endif
#ifdef CHECK_LOST
  /* A handler that was registered is in the slot and bound, or somebody got it, or C gave it back; no slot holds a dead word. */
  for (h : 1 .. 2) {
    if
    :: (yes & BIT(h)) && !(ended & BIT(h)) && !(gone & BIT(h)) ->
         there = false;
         for (s : 0 .. STUBS - 1) { if :: HANDLER(bound[s]) == h -> there = (slot[0] == s + 1 || (cHas & NTH(s))) :: else fi }
         assert(there)
    :: else
    fi
  }
  assert(!STUB(slot[0]) || bound[slot[0]-1] != 0);
#endif
#ifndef ILLEGAL
  d_step {
  /* Each stub: bound, or retired and once in its place's stack; after close all are retired. */
  for (s : 0 .. STUBS - 1) {
    if
    :: owner[s] != 0 ->
         in = 0; w = head[owner[s]-1];
         do :: w != 0 -> if :: w == s + 1 -> in++ :: else fi; w = next[w-1] :: else -> break od;
         if
         :: closed[OBJECT(owner[s]-1)] -> assert(bound[s] == 0)
#ifdef GIVES_UP
         :: else -> assert(bound[s] == 0 || in == 0)
#else
         :: else -> assert((bound[s] != 0 && in == 0) || (bound[s] == 0 && in == 1))
#endif
         fi
    :: else -> assert(bound[s] == 0)
    fi
  }
  in = 0; /* the handlers of closed objects */
  for (s : 0 .. OBJECTS - 1) { if :: closed[s] -> in = in | theirs[s] :: else fi }
  for (h : 1 .. HANDLERS - 1) {
    there = false;
    for (s : 0 .. STUBS - 1) {
      if
      :: HANDLER(bound[s]) == h ->
           assert(!((ended | refused) & BIT(h)));    /* what has ended is bound no more */
#ifdef MOVES
           there = true   /* moved to another slot, and unregistered there */
#else
           there = ((cHas & NTH(s)) || slot[SLOT(AT(bound[s]))] == s + 1)
#endif
      :: else
      fi
    }
    /* Each handler that was registered: returned, given back, closed; or its stub in a slot or with C. */
    assert(!(yes & BIT(h)) || (ended & BIT(h)) || (in & BIT(h)) || there)
  }
  /* No slot holds a dead word (but for C's moves), nor, after close, a stub of the table's. */
  for (s : 0 .. SLOTS - 1) {
#ifndef MOVES
    if :: STUB(slot[s]) -> assert(bound[slot[s]-1] != 0 && !closed[OBJECT(AT(bound[slot[s]-1]))]) :: else fi;
#endif
#ifndef WRAPS
    assert(slot[s] == 0 || !closed[OBJECT(s)])
#endif
  }
  }
#endif
}
