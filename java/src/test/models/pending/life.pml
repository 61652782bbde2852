/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Of a set's memory: threads that wait (Waits.java), a raiser (raisers.c), one thread or two that
 * close, and one that interrupts a wait. One step is one access. The memory is given back once,
 * nobody sleeps then, no wait is left over, a raiser that is called after close does nothing, and
 * when one has closed, no other is at it still.
 *   -DGIVES_AT_ONCE   close gives the memory back, though others still wait
 *   -DCOUNTS_LATE     a wait reads the count of wakes after it has looked at `closed`
 *   -DENTERS_ANYWAY   whoever comes counts as a user, also when there is none left
 *   -DWAKES_FIRST     close wakes before it sets `closed`
 *   -DTWO_CLOSE       two close
 *   -DRETURNS_EARLY   a second close does not wait for the first
 *   -DNULLS_LATE      close ends the raisers when it has given the memory back
 */

byte users = 1, wakes, ended;
bool closed, interrupted, given, entry = true, asleep[2], close_returned;
bool locked, over; /* over: close looks at the memory no more */

inline give() {
    assert(!given);
    assert(!asleep[0] && !asleep[1]);
    given = true;
    wakes = 0
}

inline leave() {
    d_step { users--; last = (users == 0) }
    if
    :: last -> give()
    :: else
    fi
}

inline enter() {
    d_step {
#ifdef ENTERS_ANYWAY
        entered = true;
#else
        entered = (users != 0);
#endif
        if
        :: entered -> users++
        :: else
        fi
    }
}

/* What sleeps is woken, here and in the kernel, as the futex's word has changed. */
inline wake() {
    wakes++;
    d_step { asleep[0] = false; asleep[1] = false }
}

inline count_wakes() {
    enter();
    if
    :: entered -> count = wakes; leave()
    :: else -> count = 0
    fi
}

/* PendingEvents.await without a limit; ends when closed or interrupted. */
proctype waits(byte me; bool interruptible) {
    byte count;
    bool entered, last;
    do
    ::
#ifndef COUNTS_LATE
        count_wakes();
#endif
        if
        :: closed || (interruptible && interrupted) -> break
        :: else
        fi;
#ifdef COUNTS_LATE
        count_wakes();
#endif
        enter();
        if
        :: !entered -> skip
        :: else ->
            assert(!given);
            d_step { /* wake changes the futex's word, too: so this is one step */
                if
                :: wakes == count -> asleep[me] = true
                :: else
                fi
            }
            !asleep[me];
            leave()
        fi
    od;
    ended++
}

/* PendingEvents.close, Raisers.end. Who comes second waits: C may free its set then. */
proctype closes() {
    bool last;
#ifdef RETURNS_EARLY
    if
    :: atomic { !closed -> closed = true }
    :: else -> goto returns
    fi;
#else
    atomic { !locked -> locked = true }
    if
    :: closed -> goto returns
    :: else
    fi;
#endif
#ifdef WAKES_FIRST
    wake();
#endif
    closed = true;
#ifndef NULLS_LATE
    entry = false;
#endif
#ifndef WAKES_FIRST
    wake();
#endif
#ifdef GIVES_AT_ONCE
    give();
#else
    leave();
#endif
    over = true;
returns:
    locked = false;
    assert(over);
    close_returned = true;
#ifdef NULLS_LATE
    entry = false;
#endif
}

proctype interrupts_one() {
    bool entered, last;
    interrupted = true;
    enter();
    if
    :: entered -> wake(); leave()
    :: else
    fi
}

proctype raises() {
    bool began_late, set;
    began_late = close_returned;
    set = entry;
    assert(!(began_late && set))
}

init {
    atomic {
        run waits(0, true);
        run waits(1, false);
        run closes();
#ifdef TWO_CLOSE
        run closes();
#endif
        run interrupts_one();
        run raises()
    }
    timeout;
    assert(ended == 2);
    assert(given)
}
