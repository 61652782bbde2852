/* SPDX-License-Identifier: Apache-2.0 */
/* What raisers do; consumers too, when they find that they have cleared too much. A part of pending.pml. */

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
