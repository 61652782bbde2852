/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The JVM's end. Plants:
 *   END_AT_STOP         exiting threads leave the JVM alone as soon as shutdown begins
 *   SLOT_EACH           each copy takes a slot of java.lang.Shutdown's; who finds none ends at once
 *   NO_WAIT             the end does not wait for those that have begun to detach
 */

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
