/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A pending set, access by access, with the names of handler_table_pending.h and its parts: each
 * statement reads or writes one shared word, each d_step is one read-modify-write or one look of
 * the kernel. Groups have two indexes, summary words two bits; the root is above two groups, or,
 * with LEVELS=2, above two summary words. models.cmake and large.sh say what is searched; a bug is
 * planted by its name, BUG_... SPIN knows no weak order: pending.cpp is for those.
 *
 * When nobody can move any more, no index is pending and unmasked, and what was newly raised was
 * taken. Where a raiser was killed, what the other has raised was taken.
 */
#define ANY 1
#define MARK 2
#define GENERATION 4
#ifndef LEVELS
#define LEVELS 1
#endif
#if LEVELS == 1
#define GROUPS 2
#define SUMMARY(group) root
#define BIT_1(group) (1 << (group))
#else
#define GROUPS 4
#define SUMMARY(group) summary[(group) / 2]
#define BIT_1(group) (1 << ((group) % 2))
#define BIT_2(group) (1 << ((group) / 2))
byte summary[2];
#endif
#ifndef RAISERS
#define RAISERS 1
#endif
#ifndef CONSUMERS
#define CONSUMERS 1
#endif
#ifndef RAISES
#define RAISES 1 /* of the first raiser; the second raises once */
#endif
#ifndef INDEX_0
#define INDEX_0 0
#endif
#ifndef INDEX_1
#define INDEX_1 0
#endif
#ifndef BUDGET
#define BUDGET 8
#endif
#define CAPACITY (2 * GROUPS)
#define BIT(index) (1 << ((index) % 2))

byte pending[GROUPS], masked[GROUPS], root, top, cursor;
bool asleep[CONSUMERS];
bool interrupted, dead;   /* the first raiser, by a signal; who is killed */
byte newly, taken;        /* bits that raises set, and that consumers took */
bool owed;                /* the second raiser's bit is set, and was not taken since */
bool blocked;             /* a handler does not return */
#ifdef TIME_OUTS
byte time_outs = TIME_OUTS;
#endif

#if CONSUMERS == 1
#define WAKE_ALL asleep[0] = false
#elif defined BUG_WAKES_ONE
#define WAKE_ALL if :: asleep[0] -> asleep[0] = false :: else -> asleep[1] = false fi
#else
#define WAKE_ALL asleep[0] = false; asleep[1] = false
#endif

/* ---- what raisers do, and consumers, when they find that they have cleared too much ---- */

inline up_top(seen) {
  seen = top;
  if
  :: (seen & (ANY | MARK)) == ANY
  :: else ->
    d_step { top = top | ANY }
    seen = top;
    if
    :: seen & MARK ->
#ifdef BUG_UNMARKS_FIRST
      d_step { seen = top; top = top & ~MARK }
      if :: seen & MARK -> d_step { WAKE_ALL } :: else fi
#elif !defined BUG_WAKES_NONE
      d_step { WAKE_ALL }
      if :: seen & ANY -> d_step { if :: top == seen -> top = top & ~MARK :: else fi } :: else fi
#endif
    :: else
    fi
  fi
}

#ifdef BUG_STOPS /* where a level is set already */
#define MET seen = 128
#define NOT_MET(seen) (seen != 128)
#else
#define MET skip
#define NOT_MET(seen) true
#endif
#define UP_LEVEL(word, bit, seen) \
  if :: !NOT_MET(seen) :: else -> \
    seen = word; if :: seen & (bit) -> MET :: else -> d_step { word = word | (bit) } fi \
  fi

inline up_1(group, seen) {
  seen = 0;
  UP_LEVEL(SUMMARY(group), BIT_1(group), seen);
#if LEVELS == 2
  UP_LEVEL(root, BIT_2(group), seen);
#endif
  if :: NOT_MET(seen) -> up_top(seen) :: else fi
}

#if LEVELS == 2
inline up_2(group, seen) {
  seen = 0;
  UP_LEVEL(root, BIT_2(group), seen);
  if :: NOT_MET(seen) -> up_top(seen) :: else fi
}
#endif

#ifdef MASKER
#define MASKED(group, index, seen) seen = masked[group]; if :: seen & BIT(index) -> skip
#else
#define MASKED(group, index, seen) if :: false
#endif
#ifdef BUG_SKIPS_SET       /* the bit was set: nothing to do */
#define SKIPS(seen, index) seen & BIT(index)
#elif defined BUG_SKIPS_WORD /* the word was not 0: somebody has announced it */
#define SKIPS(seen, index) seen != 0
#else
#define SKIPS(seen, index) false
#endif
#ifdef BUG_TOP_DOWN
#define LOOKS_FIRST(group, seen) \
  seen = top; if :: (seen & (ANY | MARK)) == ANY -> seen = root; \
                    if :: seen & BIT_1(group) -> skip :: else -> up_1(group, seen) fi \
                 :: else -> up_1(group, seen) fi
#else
#define LOOKS_FIRST(group, seen) up_1(group, seen)
#endif

inline raise(index, second, seen) {
  d_step {
    owed = owed || second;
    seen = pending[(index) / 2];
    if :: seen & BIT(index) -> skip :: else -> newly++ fi;
    pending[(index) / 2] = pending[(index) / 2] | BIT(index)
  }
  if
  :: SKIPS(seen, index) -> skip
  :: else -> MASKED((index) / 2, index, seen) :: else -> LOOKS_FIRST((index) / 2, seen) fi
  fi;
  seen = 0
}

proctype raiser_0() provided (!interrupted && !dead) {
  byte seen, n;
  do :: n < RAISES -> raise(INDEX_0, false, seen); n++ :: else -> break od;
  n = 0
}

proctype raiser_1() {
  byte seen;
  raise(INDEX_1, true, seen)
}

#ifdef SIGNAL /* a handler on the first raiser's thread raises this index */
proctype signal_handler() {
  byte seen;
  d_step { interrupted = true }
  raise(SIGNAL, false, seen);
  d_step { interrupted = false }
}
#endif

#ifdef MASKER
proctype masker() {
  byte seen;
  d_step { masked[0] = masked[0] | 1 }
  d_step { masked[0] = masked[0] & ~1 }
#ifndef BUG_UNMASKS_BLINDLY
  seen = pending[0];
  if :: seen & 1 -> up_1(0, seen) :: else fi;
#endif
  seen = 0
}
#endif

/* ---- consumers ---- */

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

#define TAKE_BITS \
  bits = bits & pending[group]; \
  pending[group] = pending[group] & ~bits; \
  if :: group == INDEX_1 / 2 && (bits & BIT(INDEX_1)) -> owed = false :: else fi; \
  if :: bits & 1 -> taken++; left-- :: else fi; \
  if :: bits & 2 -> taken++; left-- :: else fi
#ifdef BLOCKS /* one handler never returns; its consumer holds nothing but what it took */
#define RUN if :: bits != 0 && !blocked -> \
    if :: d_step { blocked = true; group = 0; bits = 0; seen = 0; left = 0; start = 0; turn = 0 }; false \
       :: skip fi :: else fi
#else
#define RUN skip
#endif

inline take() {
  READY(group);
#ifdef BUG_CLEARS_WORD_FIRST
  if :: bits != 0 -> d_step { TAKE_BITS } RUN :: else fi;
  d_step { SUMMARY(group) = SUMMARY(group) & ~BIT_1(group) }
  if :: root == 0 -> d_step { top = (top & ~ANY) + GENERATION } :: else fi
#else
  if
  :: bits != 0 ->
    d_step { /* the range: from the cursor on, then up to it; then the budget */
      if :: turn == 0 && group == start / 2 && start % 2 -> bits = bits & 2 :: else fi;
      if :: turn == 1 && group == start / 2 -> bits = bits & 1 :: else fi;
      if :: left == 1 && bits == 3 -> bits = 1 :: else fi
    }
    if
    :: bits != 0 ->
      d_step { TAKE_BITS }
#ifdef CURSOR
      if :: bits != 0 -> cursor = (group * 2 + 1 + (bits >> 1)) % CAPACITY :: else fi;
#endif
      RUN
    :: else
    fi
  :: else -> clean_1(group)
  fi
#endif
}

inline handle_pending() {
  left = BUDGET;
  turn = 0;
#ifdef CURSOR
  start = cursor;
#endif
#ifdef BUG_TAKES_SUMMARY /* all at once, and then word by word */
  d_step { if :: top & ANY -> top = (top & ~ANY) + GENERATION :: else fi }
  d_step { seen = root; root = 0 }
  if :: seen & 1 -> group = 0; bits = pending[0]; if :: bits != 0 -> d_step { TAKE_BITS } RUN :: else fi :: else fi;
  if :: seen & 2 -> group = 1; bits = pending[1]; if :: bits != 0 -> d_step { TAKE_BITS } RUN :: else fi :: else fi
#else
  group = start / 2;
  do
  :: left > 0 && turn < 2 ->
    next();
    if
    :: group >= GROUPS || (turn == 1 && group >= (start + 1) / 2) ->
      turn++; group = 0;
      if :: start == 0 -> turn = 2 :: else fi
    :: else -> take(); group++; if :: group >= GROUPS -> turn++; group = 0; if :: start == 0 -> turn = 2 :: else fi :: else fi
    fi
  :: else -> break
  od;
  clean_top()
#endif
}

#ifdef KILLS_CONSUMER
#define LIVES (!dead || _pid != 1) /* the first process that init runs */
#else
#define LIVES true
#endif

proctype consumer(byte me) provided (LIVES) {
  byte group, bits, seen, left, start, turn;
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
    d_step { group = 0; bits = 0; seen = 0; left = 0; start = 0; turn = 0 }
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

init {
  atomic {
    run consumer(0);
#if CONSUMERS > 1
    run consumer(1);
#endif
    run raiser_0();
#if RAISERS > 1
    run raiser_1();
#endif
#ifdef SIGNAL
    run signal_handler();
#endif
#ifdef MASKER
    run masker();
#endif
#if defined KILLS || defined KILLS_CONSUMER
    run killer();
#endif
  }
  timeout; /* nobody can move any more */
#ifdef KILLS
  assert(!owed);
#else
  byte group;
  do :: group < GROUPS -> assert(!(pending[group] & ~masked[group])); group++ :: else -> break od;
  assert(taken == newly)
#endif
}
