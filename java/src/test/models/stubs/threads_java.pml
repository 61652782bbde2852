/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What Java's threads do. Plants:
 *   TRUSTS_FOREIGN            Java's handle runs what another table has bound meanwhile
 *   LOOKS_AT_SLOT_ONCE        handler(index) does not look at the slot again
 *   UNSEEN_CLOSE_C            register and replace of a C function do not look whether the table closed
 */

proctype Register(byte h; byte k) {
  byte s, w, b, r, e, i, x, gen; short list; bool again, ok, isDead;
  if
  :: atomic { ENTER(k); ARRIVES(h, k) };
     KEEP_R; DRAIN; register(h, k);
     atomic { registered(h, x) };
over: atomic { RELEASE_R; LEAVE(k); done++ }
  :: atomic { closed[OBJECT(k)]; done++ }
  fi
}
proctype Replace(byte h; byte k) {
  byte s, w, b, r, e, i, g, x, y, n, gen; short list; bool again, ok;
#ifdef WHEN_FILLED
  slot[SLOT(k)] != 0;
#endif
  if
  :: atomic { ENTER(k); ARRIVES(h, k) };
     KEEP; DRAIN; replace(h, k);
over: atomic { RELEASE; LEAVE(k); done++ }
  :: atomic { closed[OBJECT(k)]; done++ }
  fi
}
proctype Unregister(byte k) {
  byte w, b, r, e, i, g, x, gen; short list; bool again;
  if
  :: ENTER(k);
     KEEP; DRAIN; unregister(k);
over: atomic { RELEASE; LEAVE(k); done++ }
  :: atomic { closed[OBJECT(k)]; done++ }
  fi
}
/* Registers, and takes out whatever is there. */
proctype Both(byte h; byte k) {
  byte s, w, b, r, e, i, g, x, gen; short list; bool again, ok, isDead;
  if
  :: atomic { ENTER(k); ARRIVES(h, k) };
     KEEP_R; register(h, k);
     atomic { registered(h, x); RELEASE_R; LEAVE(k) }
  :: closed[OBJECT(k)]
  fi;
  if
  :: ENTER(k);
     KEEP; unregister(k);
over: atomic { RELEASE; LEAVE(k); done++ }
  :: atomic { closed[OBJECT(k)]; done++ }
  fi
}
proctype Close(byte o) {
  byte w, b, r, e, i, mine, gen; short list; bool again, ok, stops;
  stops = true; held[o]++; close(o);
over: held[o]--; done++
}
#if defined(STOPS)
/* A close that ended half way is called again. */
proctype CloseAgain(byte o) {
  byte w, b, r, e, i, mine, gen; short list; bool again, ok, stops;
  closed[o]; held[o]++; close(o);
over: held[o]--; done++
}
#endif
/* A word that belongs to another place counts only as long as the slot holds it: this thread does not keep its object. */
inline java_live(k, w, b, ok) {
  live_binding(w, b, ok);
#ifndef TRUSTS_FOREIGN
  if :: ok && SLOT(AT(b)) != SLOT(k) -> ok = (slot[SLOT(k)] == w) :: else fi
#endif
}
/* Event.handle, of Java. */
proctype Handle(byte k) {
  byte w, b, n, y, late, o; bool ok;
  if
  :: ENTER(k);
     w = slot[SLOT(k)];
     do
     :: STUB(w) ->
          begin_call();
          java_live(k, w, b, ok);
          if
          :: ok ->
               atomic {
                 assert(!(late & BIT(b)) && !(refused & BIT(b)) && SLOT(AT(b)) == SLOT(k));
                 ran = ran | BIT(b)
               };
               break
          :: else
          fi;
          y = slot[SLOT(k)];
          if :: y == w || n == 1 -> break :: else -> w = y; n++ fi
     :: !STUB(w) -> ok = (w == C_FUNCTION); break
     od;
#ifdef NO_GAP
     assert(ok);
#endif
     LEAVE(k)
  :: closed[OBJECT(k)]
  fi;
  done++
}
/* Changes.peek */
proctype Look(byte k) {
  byte w, b, n, y, late, o; bool ok;
  if
  :: ENTER(k);
     w = slot[SLOT(k)];
     do
     :: STUB(w) ->
          begin_call();
          java_live(k, w, b, ok);
          if
          :: ok -> assert(!(late & BIT(b)) && !(refused & BIT(b)) && SLOT(AT(b)) == SLOT(k)); break
          :: else
          fi;
#ifdef LOOKS_AT_SLOT_ONCE
          break;
#endif
          y = slot[SLOT(k)];
          if :: y == w || n == 1 -> break :: else -> w = y; n++ fi
     :: !STUB(w) -> ok = (w == C_FUNCTION); break
     od;
#ifdef NO_GAP
     assert(ok);
#endif
     LEAVE(k)
  :: closed[OBJECT(k)]
  fi;
  done++
}
inline leave_closed(k) {
#ifdef UNSEEN_CLOSE_C
  skip
#else
  if :: closed[OBJECT(k)] && MADE_IN_JAVA(OBJECT(k)) -> swap(SLOT(k), C_FUNCTION, 0, ok) :: else fi
#endif
}
/* Changes.registerNative */
proctype RegisterC(byte k) {
  byte w; bool ok;
  if
  :: ENTER(k);
     atomic { w = slot[SLOT(k)]; if :: w == 0 -> slot[SLOT(k)] = C_FUNCTION :: else fi };
     if
     :: w == 0 -> leave_closed(k)
     :: else
     fi;
     LEAVE(k)
  :: closed[OBJECT(k)]
  fi;
  done++
}
/* Changes.exchange */
proctype ReplaceC(byte k) {
  byte w, b, r, g, x, gen; bool ok;
  if
  :: ENTER(k);
     KEEP;
     atomic { w = slot[SLOT(k)]; entry(w, g); slot[SLOT(k)] = C_FUNCTION };
     leave_closed(k);
     came_out(k, w, g, x);
     atomic { RELEASE; LEAVE(k) }
  :: closed[OBJECT(k)]
  fi;
  done++
}
