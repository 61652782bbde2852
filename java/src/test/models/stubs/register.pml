/* SPDX-License-Identifier: Apache-2.0 */
/*
 * register and unregister. Plants:
 *   UNSEEN_CLOSE              neither it nor replace looks whether the table closed
 *   NEVER_HEALS               register takes no dead word for empty
 *   BINDS_FIRST               it binds a stub before it heals: then a dead copy of that very stub is alive
 *   CONFIRM_FIRST             a binding counts before its swap has succeeded
 *   THROWS_*, UNREGISTER_THROWS_LATE   an operation throws after the step that can't be undone
 *   FOUND_ITSELF_IS_TAKEN     register returns false when it finds the very stub that it has bound
 *   READS_FIRST               unregister: load and store for the exchange
 *   BY_OBJECT                 "at home" compares the object, not address and index
 *   RETIRE_BY_CAS             unregister ends what it read, not what is there
 *   KEEPS_BINDING             unregister does not end the entry
 *   RETURNS_B                 unregister returns what it read, not what it ended
 *   PUSHES_ON_OWN             a stub goes to the stack of who took it out, not of its own object
 *   ENDS_FOREIGN              unregister ends a stub that C brought here
 */

/* Changes.settle: after a compare-and-swap (register) or exchange (replace) that has succeeded. */
inline settle(h, k, s) {
  if
#ifdef UNSEEN_CLOSE
  :: false
#else
  :: closed[OBJECT(k)] -> swap(SLOT(k), s + 1, 0, ok); end_closed(s, r)
#endif
  :: else -> state[HANDLER(h)] = CONFIRMED
  fi
}

/* Changes.registerJava; x: true. */
inline register(h, k) {
  x = false;
#ifdef HEALS                   /* without dead words the look is only a short cut, and left out */
  w = slot[SLOT(k)];
#ifdef NEVER_HEALS
  isDead = false;
#else
  dead(w, isDead);
#endif
#endif
  if
  :: w != 0 && !isDead
  :: else ->
       MAY_THROW(h);
#if defined(HEALS) && !defined(BINDS_FIRST)
       if :: w != 0 -> heal(k, w) :: else fi;
#endif
       take(k, s);
#ifdef THROWS_WHEN_POPPED
       THROW_LATE(h);
#endif
#ifdef CONFIRM_FIRST
       state[HANDLER(h)] = CONFIRMED;
#endif
       bind(k, s, h);
#ifdef THROWS_WHEN_BOUND
       THROW_LATE(h);
#endif
#if defined(HEALS) && defined(BINDS_FIRST)
       if :: w != 0 -> heal(k, w) :: else fi;
#endif
       atomic { w = slot[SLOT(k)]; if :: w == 0 -> slot[SLOT(k)] = s + 1 :: else fi };
       if
#ifdef FOUND_ITSELF_IS_TAKEN
       :: w == 0 ->
#else
       :: w == 0 || w == s + 1 ->
#endif
            x = true;
#ifdef THROWS_AFTER_SWAP
            x = !closed[OBJECT(k)];
#endif
            settle(h, k, s)
       :: else -> end_and_push(s, r)
       fi
  fi
}
inline registered(h, x) {
  if
  :: x -> yes = yes | BIT(h)
  :: else ->
       refused = refused | BIT(h); assert(!(ran & BIT(h)));
#ifndef ILLEGAL
       assert(!(ended & BIT(h)))
#endif
  fi
}

/*
 * Changes.cameOut: w came out of place k by an exchange. g is what its stub was bound to at that moment, x the answer.
 */
inline answers(k, g, x) {
#ifndef ILLEGAL
  /* The right one, or none (close came between), or what a replace put in its place. */
  assert(x == g || (x == 0 && g != 0 && closed[OBJECT(AT(g))]) || (x != 0 && g != 0 && (replaced & BIT(g))));
#endif
  if
  :: x != 0 && SLOT(AT(x)) == SLOT(k) ->
       assert(!(ended & BIT(x)));              /* returned once */
       ended = ended | BIT(x)
  :: else
  fi
}
inline came_out(k, w, g, x) {
  entry(w, b);
  if
#ifdef BY_OBJECT
  :: b != 0 && AT(b) == k ->
#else
  :: b != 0 && SLOT(AT(b)) == SLOT(k) ->
#endif
       atomic {
#ifdef RETIRE_BY_CAS
         if :: bound[w-1] == b -> end(w - 1, r) :: else -> r = 0 fi;
#elif defined(KEEPS_BINDING)
         r = b;
#else
         end(w - 1, r);
#endif
#ifdef RETURNS_B
         x = b;
#else
         x = r;
#endif
         answers(k, g, x)
       };
       if
#ifdef PUSHES_ON_OWN
       :: r != 0 -> push(k, w - 1)
#elif !defined(KEEPS_BINDING)
       :: r != 0 -> push(AT(r), w - 1)
#endif
       :: else
       fi
#ifdef BY_OBJECT
  :: b != 0 && AT(b) != k ->
#else
  :: b != 0 && SLOT(AT(b)) != SLOT(k) ->        /* C brought it here: it stays valid */
#endif
#ifdef ENDS_FOREIGN
       end_and_push(w - 1, r);
#endif
       atomic { x = b; answers(k, g, x) }
  :: else -> atomic { x = 0; answers(k, g, x) }
  fi;
  b = 0; r = 0; g = 0
}

/* Changes.unregister */
inline unregister(k) {
  MAY_THROW(0);
#ifdef READS_FIRST
  w = slot[SLOT(k)];
  atomic { entry(w, g); slot[SLOT(k)] = 0 };
#else
  atomic { w = slot[SLOT(k)]; entry(w, g); slot[SLOT(k)] = 0 };
#endif
#ifdef UNREGISTER_THROWS_LATE
  THROW_LATE(0);
#endif
  came_out(k, w, g, x)
}
