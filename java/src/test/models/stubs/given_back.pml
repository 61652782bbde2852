/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What C has given back is ended by the next operation. Plants:
 *   NO_TABLE_CHECK            drain does not compare the table
 *   ENDS_PENDING, SLOT_THEN_STATE, GIVES_FROM_SLOT   drain ends what C does not have
 *   GIVE_BY_CAS               drain ends what it read, not what is there
 *   DROPS_PENDING             drain forgets what C gave back before its register had returned
 *   PUTS_BACK_UNSEEN          drain puts such a note back, and does not look whether the table has closed meanwhile
 */

/* GivenBack.endAny: what C has given back. */
inline drain() {
  again = true;
  do
  :: again ->
       again = false;
       atomic { list = notes; notes = 0 };
       i = 0;
       do
       :: list & NTH(i) -> give_back(i / STUBS, (i % STUBS) + 1); list = list & ~NTH(i)
       :: list != 0 && !(list & NTH(i)) -> i++
       :: list == 0 -> i = 0; break
       od
  :: else -> break
  od
}
inline give_back(a, w) {
  /* The binding on the stack keeps its object. */
  atomic { entry(w, b); if :: b != 0 -> held[OBJECT(AT(b))]++ :: else fi };
  if
#ifdef NO_TABLE_CHECK
  :: b != 0 ->
#else
  :: b != 0 && ADDRESS(OBJECT(AT(b))) == a ->
#endif
       r = 0;
       BEGIN_READING(OBJECT(AT(b)), e);
       if
       :: !e -> skip          /* close ends it */
       :: else ->
#ifndef SLOT_THEN_STATE
            e = state[HANDLER(b)];
#endif
            assert(!freed || MADE_IN_JAVA(OBJECT(AT(b))));
            if
#ifndef GIVES_FROM_SLOT
            :: slot[SLOT(AT(b))] == w
#endif
            :: else ->
#ifdef SLOT_THEN_STATE
                 e = state[HANDLER(b)];
#endif
                 if
#ifdef ENDS_PENDING
                 :: true ->
#else
                 :: e == CONFIRMED ->
#endif
#ifdef GIVE_BY_CAS
                      atomic { if :: bound[w-1] == b -> bound[w-1] = 0; r = b :: else fi };
                      if :: r != 0 -> push(AT(r), w - 1) :: else fi
#else
                      end_and_push(w - 1, r)
#endif
#ifdef DROPS_PENDING
                 :: else
#else
                 /* C took it out before its register has returned: later. close ends it, too. */
                 :: e == PENDING && !closed[OBJECT(AT(b))] ->
                      notes = notes | NTH(i);
#ifndef PUTS_BACK_UNSEEN
                      if :: closed[OBJECT(AT(b))] -> again = true :: else fi
#endif
                 :: else
#endif
                 fi
            fi;
            END_READING(OBJECT(AT(b)))
       fi;
       atomic {
#ifndef ILLEGAL
         assert(r == 0 || (given & BIT(r)) || (given & replaced));    /* C has given back this one */
         ended = ended | (BIT(r) & ~1);
#endif
         gone = gone | (BIT(r) & ~1)
       }
  :: else
  fi;
  atomic { if :: b != 0 -> held[OBJECT(AT(b))]-- :: else fi; b = 0; r = 0; e = 0 }
}
