/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ht_wake, ht_wait with its count, and time-outs: two waiters that look at a reason to stop, one
 * who gives that reason and then wakes them, and a raiser, whose event either waiter takes. The
 * names are those of handler_table_pending.h. When nobody can move any more, both waiters have
 * stopped. A bug is planted by its name, BUG_...
 */
#define ANY 1
#define MARK 2
#define GENERATION 4

byte top, wakes;
bool stop, asleep[2], stopped[2];

proctype waiter(byte me) {
  byte count, seen;
again:
#ifdef BUG_COUNTS_LATE /* after the look at the reason */
  if :: stop -> goto out :: else fi;
  count = wakes;
#else
  count = wakes;
  if :: stop -> goto out :: else fi;
#endif
wait:
  seen = top;
  if
  :: seen & ANY ->
    d_step { if :: top == seen -> top = top - ANY + GENERATION :: else fi }
    goto again
  :: else
  fi;
#ifdef BUG_LOOKS_LATE /* at the top, behind the look at the count */
  if :: wakes != count -> goto again :: else fi;
  seen = top;
  if :: seen & ANY -> goto wait :: else fi;
#else
  if :: wakes != count -> goto again :: else fi;
#endif
  if
  :: seen & MARK
  :: else ->
    if
    :: d_step { top == seen -> top = top | MARK; seen = seen | MARK }
    :: d_step { top != seen -> skip }
      goto wait
    fi
  fi;
  d_step { if :: top == seen -> asleep[me] = true :: else fi; seen = 0 }
  if
  :: !asleep[me]
#ifdef TIME_OUTS
  :: d_step { asleep[me] && me == 1 -> asleep[me] = false }
#endif
  fi;
  goto wait;
out:
  stopped[me] = true
}

proctype stopper() {
  stop = true;
  wakes++;
#ifndef BUG_TOP_STAYS
  d_step { top = top + GENERATION }
#endif
#ifndef BUG_WAKES_NONE
  d_step { asleep[0] = false; asleep[1] = false }
#endif
}

proctype raiser() {
  byte seen;
  seen = top;
  if
  :: (seen & (ANY | MARK)) == ANY
  :: else ->
    d_step { top = top | ANY }
    seen = top;
    if
    :: seen & MARK ->
      d_step { asleep[0] = false; asleep[1] = false }
      if :: seen & ANY -> d_step { if :: top == seen -> top = top & ~MARK :: else fi } :: else fi
    :: else
    fi
  fi
}

init {
  atomic { run waiter(0); run waiter(1); run stopper(); run raiser() }
  timeout;
  assert(stopped[0] && stopped[1])
}
