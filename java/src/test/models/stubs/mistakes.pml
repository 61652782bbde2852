/* SPDX-License-Identifier: Apache-2.0 */
/* C's mistakes, and a register after them. */

#if defined(HEALS)
/* A copy of what is in slot 0, put there again later. */
proctype Copy() {
  byte w;
  w = slot[0];
  if :: STUB(w) -> atomic { if :: slot[0] == 0 -> slot[0] = w :: else fi } :: else fi;
  done++
}
/* A copy of a stub that is retired. */
proctype PutDead() { atomic { if :: slot[0] == 0 -> slot[0] = 1 :: else fi }; done++ }
/* C has its own function in slot 0, and keeps what was there. */
proctype Away() {
  atomic { if :: STUB(slot[0]) -> cHas = cHas | NTH(slot[0] - 1) :: else fi; slot[0] = C_FUNCTION; done++ }
}
#endif
#if defined(C_GIVES)
/* Gives back what it only read, or what is retired. */
proctype StaleGive() {
  byte w;
#ifdef RETIRED
  w = 1;
#else
  w = slot[0];
#endif
  if :: STUB(w) -> note(0, w) :: else fi;
  done++
}
#endif
#if defined(HEALS)
/* When all others are done: a register always finds the slot as it is, or heals it. */
proctype AfterAll(byte h; byte k) {
  byte s, w, b, r, e, x, gen; bool ok, isDead, free;
  atomic {
    done == N - 1; ARRIVES(h, k);
    w = slot[SLOT(k)]; free = (w == 0);
    if :: STUB(w) -> dead(w, free) :: else fi;
    w = 0
  };
  register(h, k);
  atomic { registered(h, x) };
over:
  assert(!free || (yes & BIT(h)));
  assert(slot[SLOT(k)] != 0 && bound[slot[SLOT(k)]-1] != 0);
  done++
}
#endif
