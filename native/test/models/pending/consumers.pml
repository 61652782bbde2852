/* SPDX-License-Identifier: Apache-2.0 */
/* What consumers do, and who kills one. A part of pending.pml. */

inline clean_top() {
  seen = top;
  bits = root;
  if
  :: bits == 0 ->
#ifdef BUG_NO_GENERATION
    d_step { top = top & ~ANY }
#else
    d_step { if :: top & ANY -> top = top - ANY + GENERATION :: else fi }
#endif
    bits = root;
    if :: bits != 0 -> up_top(seen) :: else fi
  :: else
  fi
}

#ifdef MASKER
#define READY(group) bits = pending[group]; seen = masked[group]; bits = bits & ~seen
#else
#define READY(group) bits = pending[group]
#endif

#if LEVELS == 2
inline clean_2(group) { /* the summary word is 0 */
  d_step { root = root & ~BIT_2(group) }
  bits = SUMMARY(group);
  if
  :: bits != 0 -> up_2(group, seen)
  :: else -> clean_top()
  fi
}
#endif
inline clean_1(group) {
  d_step { SUMMARY(group) = SUMMARY(group) & ~BIT_1(group) }
#ifndef BUG_CLEANS_BLINDLY
  READY(group);
#else
  bits = 0;
#endif
  if
  :: bits != 0 -> up_1(group, seen)
  :: else ->
#if LEVELS == 2
    bits = SUMMARY(group);
    if :: bits == 0 -> clean_2(group) :: else fi
#else
    clean_top()
#endif
  fi
}

/* The first marked group from this one on, or GROUPS. */
inline next() {
#if LEVELS == 1
  bits = root;
  bits = bits >> group;
  if :: bits & 1 :: bits == 2 -> group++ :: bits == 0 -> group = GROUPS fi
#else
  do
  :: group < GROUPS ->
    bits = SUMMARY(group);
    if
    :: bits >> (group % 2) ->
      if :: bits & BIT_1(group) :: else -> group++ fi;
      break
    :: else ->
      if
      :: bits == 0 -> seen = root; if :: seen & BIT_2(group) -> clean_2(group) :: else fi
      :: else
      fi;
      group = (group / 2 + 1) * 2;
      if
      :: group < GROUPS -> seen = root; if :: seen & BIT_2(group) :: else -> group = GROUPS fi
      :: else
      fi
    fi
  :: else -> break
  od
#endif
}

inline look() { /* group is GROUPS if nothing is found */
  group = 0;
  do
  :: next();
    if
    :: group >= GROUPS -> break
    :: else -> READY(group); if :: bits != 0 -> break :: else -> clean_1(group); group++ fi
    fi;
    if :: group >= GROUPS -> break :: else fi
  od;
  if :: group >= GROUPS -> clean_top() :: else fi
}

#define BATCH 2 /* 64 in the code: as many as a group has */
#define MOST (left < BATCH -> left : BATCH)
#define TAKE_BITS \
  bits = bits & pending[group]; \
  pending[group] = pending[group] & ~bits; \
  if :: group == INDEX_1 / 2 && (bits & BIT(INDEX_1)) -> owed = false :: else fi; \
  if :: bits & 1 -> taken++; held++; n++; last = 2 * group + 1 :: else fi; \
  if :: bits & 2 -> taken++; held++; n++; last = 2 * group + 2 :: else fi
#define NOTHING group = 0; bits = 0; seen = 0; n = 0; last = 0; left = 0; from = 0; to = 0; start = 0
#ifdef BLOCKS /* one handler never returns; its consumer holds nothing but what it took */
#define RUN if :: n > 0 && !blocked -> \
    if :: d_step { blocked = true; held = held - n; NOTHING }; false \
       :: skip fi :: else fi; held = held - n
#else
#define RUN held = held - n
#endif

inline take() { /* at most `most - n` bits of the group, from the index `from` on and before `to` */
  READY(group);
#ifdef BUG_CLEARS_WORD_FIRST
  if :: bits != 0 -> d_step { TAKE_BITS } :: else fi;
  d_step { SUMMARY(group) = SUMMARY(group) & ~BIT_1(group) }
  if :: root == 0 -> d_step { top = (top & ~ANY) + GENERATION } :: else fi
#else
  if
  :: bits != 0 ->
    d_step {
      if :: group == from / 2 && from % 2 -> bits = bits & 2 :: else fi;
      if :: group == to / 2 -> bits = bits & 1 :: else fi;
      if :: MOST - n == 1 && bits == 3 -> bits = 1 :: else fi
    }
    if :: bits != 0 -> d_step { TAKE_BITS } :: else fi
  :: else -> clean_1(group)
  fi
#endif
}

inline gather() {
  n = 0;
  do
  :: n < MOST && from < to ->
    group = from / 2;
    next();
    if :: group > from / 2 -> from = 2 * group :: else fi;
    if
    :: from < to -> take(); from = (n == MOST -> last : 2 * (group + 1))
    :: else
    fi
  :: else -> break
  od
}

inline handle() { /* from `from` to `to` */
  do
  :: gather();
    if :: n == 0 -> break :: else fi;
#ifdef CURSOR
    cursor = last % CAPACITY;
#endif
#ifdef BUG_HANDLES_FULL /* batches alone, and forgets the rest */
    if :: n == BATCH -> RUN :: else fi;
#else
    RUN;
#endif
    left = left - n
  od
}

inline handle_pending() {
  left = BUDGET;
#ifdef CURSOR
  start = cursor;
#endif
#ifdef BUG_TAKES_SUMMARY /* all at once, and then word by word */
  to = CAPACITY;
  d_step { if :: top & ANY -> top = (top & ~ANY) + GENERATION :: else fi }
  d_step { seen = root; root = 0 }
  if :: seen & 1 -> group = 0; bits = pending[0]; if :: bits != 0 -> d_step { TAKE_BITS } RUN; n = 0 :: else fi :: else fi;
  if :: seen & 2 -> group = 1; bits = pending[1]; if :: bits != 0 -> d_step { TAKE_BITS } RUN; n = 0 :: else fi :: else fi
#else
  from = start;
  to = CAPACITY;
  handle();
  from = 0;
  to = start;
  handle();
  clean_top()
#endif
}

#ifdef KILLS_CONSUMER
#define LIVES (!dead || _pid != 1) /* the first process that init runs */
#else
#define LIVES true
#endif

proctype consumer(byte me) provided (LIVES) {
  byte group, bits, seen, n, last, left, from, to, start;
again:
  seen = top;
  if
  :: seen & ANY ->
#ifdef NO_LOOK /* for fewer states */
    handle_pending();
#else
    look();
    if :: group < GROUPS -> handle_pending() :: else fi;
#endif
    d_step { NOTHING }
    goto again
  :: else
  fi;
  if
  :: seen & MARK
  :: else ->
    d_step { if :: top == seen -> top = top | MARK; seen = seen | MARK :: else -> bits = 1 fi }
    if :: bits == 1 -> bits = 0; goto again :: else fi
  fi;
#ifdef BUG_SLEEPS_BLINDLY
  d_step { asleep[me] = true; seen = 0 }
#else
  d_step { if :: top == seen -> asleep[me] = true :: else fi; seen = 0 }
#endif
end:
  if
  :: !asleep[me]
#ifdef TIME_OUTS
  :: d_step { asleep[me] && time_outs > 0 -> asleep[me] = false; time_outs-- }
#endif
  fi;
  goto again
}

#ifdef KILLS
proctype killer() { d_step { dead = true } }
#endif
#ifdef KILLS_CONSUMER
proctype killer() {
  byte seen, group;
  d_step { dead = true; asleep[0] = false }
#ifndef BUG_NO_RESCAN
  do
  :: group < GROUPS -> seen = pending[group]; if :: seen != 0 -> up_1(group, seen) :: else fi; group++
  :: else -> break
  od
#endif
}
#endif
