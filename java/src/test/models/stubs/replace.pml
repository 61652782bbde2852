/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a call would run; replace, which asks the same before it puts a binding in another's place; and a call. Plants:
 *   COUNTS_BEFORE_SWAP        a binding counts before its swap has succeeded
 *   LOOKS_ONCE                pending: looks at the slot, not again at the entry
 *   RUNS_WHEN_CLOSED          a pending binding runs though its table is closed
 *   LOOKS_NO_MORE             a call that met a pending binding does not look for one that replaced it
 *   SECOND_STUB               replace always takes a second stub
 *   REPLACES_PENDING          replace in place of what may yet fail
 *   REPLACES_IN_OTHER_OBJECT  replace in place of another object's binding
 *   REPLACE_THROWS_LATE       replace throws after the step that can't be undone
 *   TAKES_ITSELF_OUT          replace ends its own binding, which a dead copy of its stub brought out
 */

/* Binding.isPendingLive: b, which stub w is bound to, has its place in the slot. */
inline live(w, b, res) {
  res = false;
  if
  :: state[HANDLER(b)] == CONFIRMED -> res = true
  :: else ->
#ifdef COUNTS_BEFORE_SWAP
       res = true
#else
#ifdef RUNS_WHEN_CLOSED
       readers[OBJECT(AT(b))]++; res = true;
#else
       BEGIN_READING(OBJECT(AT(b)), res);
#endif
       if
       :: res ->
            assert(!freed || MADE_IN_JAVA(OBJECT(AT(b))));
            res = (slot[SLOT(AT(b))] == w);
#ifndef LOOKS_ONCE
            if :: res -> res = (bound[w-1] == b) :: else fi;
#endif
            END_READING(OBJECT(AT(b)))
       :: else
       fi
#endif
  fi
}
/* Binding.live: live, or confirmed and replaced in place meanwhile. */
inline live_binding(w, b, res) {
  entry(w, b); res = false;
  if
  :: b != 0 ->
       live(w, b, res);
#ifndef LOOKS_NO_MORE
       if
       :: !res -> entry(w, b); if :: b != 0 -> res = (state[HANDLER(b)] == CONFIRMED) :: else fi
       :: else
       fi
#endif
  :: else
  fi
}

/* Changes.replaceByJava handler. */
inline replace(h, k) {
  x = 0; ok = false; n = 0;
#ifndef SECOND_STUB
  /* In place: the stub stays in the slot, its entry gets another binding. */
  do
  :: n < TRIES && !ok ->
       n++;
       w = slot[SLOT(k)];
#ifdef REPLACES_PENDING
       entry(w, b);
       ok = (b != 0);
#else
       live_binding(w, b, ok);
#endif
       if
#ifdef REPLACES_IN_OTHER_OBJECT
       :: ok && SLOT(AT(b)) == SLOT(k) ->
#else
       :: ok && AT(b) == k ->
#endif
            MAY_THROW(h);
            atomic {
              ok = (bound[w-1] == b);
              if
              :: ok ->
                   state[HANDLER(h)] = CONFIRMED; bound[w-1] = h; replaced = replaced | BIT(b);
                   assert(!(ended & BIT(b))); ended = ended | BIT(b); yes = yes | BIT(h)
              :: else
              fi
            }
       :: else -> ok = false; n = TRIES
       fi
  :: else -> break
  od;
#endif
  if
  :: ok -> skip
  :: else ->
       MAY_THROW(h);
       take(k, s);
       bind(k, s, h);
       atomic { y = slot[SLOT(k)]; entry(y, g); slot[SLOT(k)] = s + 1 };
#ifdef REPLACE_THROWS_LATE
       if :: true :: yes = yes | BIT(h); goto over fi;
#endif
       settle(h, k, s);
#ifdef TAKES_ITSELF_OUT
       came_out(k, y, g, x);
#else
       if :: y == s + 1 -> x = 0 :: else -> came_out(k, y, g, x) fi;
#endif
       yes = yes | BIT(h)
  fi
}

inline begin_call() {
  atomic {
    late = ended | refused;
    for (o : 0 .. OBJECTS - 1) { if :: finished[o] -> late = late | theirs[o] :: else fi }
    o = 0
  }
}
/* Upcall.accept: C calls word w, which it read when place hm owned the stub. */
inline call(w, hm, res) {
  begin_call();
  live_binding(w, b, res);
  if
  :: res ->
       atomic {
         assert(!(late & BIT(b)));        /* nothing that had ended */
         assert(!(refused & BIT(b)));     /* nothing refused */
         assert(SLOT(AT(b)) == SLOT(hm)); /* nothing of another slot */
         ran = ran | BIT(b)
       }
  :: else
  fi
}
