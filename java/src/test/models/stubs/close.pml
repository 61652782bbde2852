/* SPDX-License-Identifier: Apache-2.0 */
/*
 * close. Plants:
 *   CLOSE_HOME_ONLY           close leaves own stubs that C moved to another of its slots
 *   CLOSE_SLOTS_ONLY          close forgets what C has
 *   CLOSE_LEAVES_NOTES        close does not drain
 *   FREES_AT_ONCE             close of a table of C's does not wait for who looks at a slot
 */

/* HandlerTable.close, Changes.close */
inline close(o) {
  closed[o] = true;
  MAY_STOP;
  i = FIRST(o);
  do
  :: i <= LAST(o) ->
       w = slot[i];
       entry(w, b);
       if
#ifdef CLOSE_HOME_ONLY
       :: w != 0 && b != 0 && AT(b) == i ->
#else
       :: w != 0 && (MADE_IN_JAVA(o) || (b != 0 && OBJECT(AT(b)) == o)) ->
#endif
            swap(i, w, 0, ok);
            MAY_STOP;
            if
            :: ok -> entry(w, b); if :: b != 0 && OBJECT(AT(b)) == o -> end_closed(w - 1, r) :: else fi
            :: else
            fi
       :: else
       fi;
       i++
  :: else -> break
  od;
#ifndef CLOSE_SLOTS_ONLY
  MAY_STOP;
  atomic { /* the list's head; what is linked later belongs to who sees that the table is closed */
    mine = 0; i = 0;
    do
    :: i < STUBS -> if :: owner[i] != 0 && OBJECT(owner[i] - 1) == o -> mine = mine | NTH(i) :: else fi; i++
    :: else -> break
    od;
    i = 0
  };
  do
  :: i < STUBS -> if :: mine & NTH(i) -> end_closed(i, r); MAY_STOP :: else fi; i++
  :: else -> break
  od;
#endif
#if defined(C_GIVES) && !defined(CLOSE_LEAVES_NOTES)
#ifdef DRAINS_LAST
  finished[o] = true;
#endif
  KEEP; drain(); RELEASE;
#endif
  if /* its pages are given back: whatever has come into a slot since is gone */
  :: MADE_IN_JAVA(o) -> i = FIRST(o); do :: i <= LAST(o) -> slot[i] = 0; i++ :: else -> break od
  :: else
  fi;
#ifndef FREES_AT_ONCE
  if :: MADE_IN_JAVA(o) :: !MADE_IN_JAVA(o) -> readers[o] == 0 fi;
#endif
  finished[o] = true
}
