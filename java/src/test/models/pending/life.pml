/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Of a set's memory: threads that wait (Waits.java), a raiser (raisers.c), one thread or two that
 * close, and one that interrupts a wait. One step is one access. The memory is given back once,
 * nobody in Java sleeps then, no wait is left over, a raiser that is called after close does
 * nothing, and when one has closed, no other is at it still.
 *   -DGIVES_AT_ONCE   close gives the memory back, though others still wait
 *   -DCOUNTS_LATE     a wait reads the count of wakes after it has looked at `closed`
 *   -DENTERS_ANYWAY   whoever comes counts as a user, also when there is none left
 *   -DENTERS_BESIDE_ROUND   or when rounds alone are
 *   -DWAKES_FIRST     close wakes before it sets `closed`
 *   -DTWO_CLOSE       two close
 *   -DRETURNS_EARLY   a second close does not wait for the first
 *   -DNULLS_LATE      close ends the raisers when it has given the memory back
 *   -DROUND           two rounds of handlers are under way, which raise again what they have not handled
 *   -DROUND_IS_NO_USER
 *   -DLEAVES_KEPT_LATE   who has had the set's own object for a round gives it back when others may begin
 *   -DIN_C            C waits for the set, too, and knows no count of users: ht_pending_wait
 *   -DRAISES_LATE     one of C's raises, begun before the close, ends when the memory was given back
 *   -DIN_FILE         what is given back is another mapping, and the ABI not to be written
 *   -DLEAVES_MARK     who finds that the memory was given back leaves a mark there, and wakes nobody
 *   -DLOOKS_NOT       it does not look whether the memory was given back
 *   -DTURNS           nor where ANY is set in a set without indexes, so that it looks in vain, and again
 *   -DGIVES_SILENTLY  who gives the memory back does not wake C after that
 *   -DOF_C            C owns the memory, and frees it when close has returned and no wait is left
 *   -DLEAVES_WAKES    close does not wait for who is at the memory
 */

byte users = 1, rounds, wakes, ended, waiters;
bool kept_is_used;
bool closed, interrupted, given, entry = true, asleep[2], close_returned;
bool locked, over; /* over: close looks at the memory no more */
bool freed, abi = true, asleep_in_c[2];
byte ended_in_c;
byte top; /* MARK, ANY, and the generation */

#define MARK 1
#define ANY 2
#define GENERATION 4

/* What sleeps is woken, here and in the kernel, as the futex's word has changed. */
inline wake() {
    assert(!freed);
    wakes++;
    assert(!freed);
    top = top + GENERATION;
    d_step { asleep[0] = false; asleep[1] = false; asleep_in_c[0] = false; asleep_in_c[1] = false }
}

inline give() {
    assert(!given);
    assert(!asleep[0] && !asleep[1]);
#ifndef OF_C
#ifndef IN_FILE
    abi = false;
#ifndef GIVES_SILENTLY
    wake();
#endif
#endif
    d_step { given = true; abi = false; wakes = 0; top = 0 }
#if defined(IN_FILE) && !defined(GIVES_SILENTLY)
    d_step { asleep_in_c[0] = false; asleep_in_c[1] = false } /* by the second mapping, as the kernel knows who sleeps by the file */
#endif
#else
    given = true
#endif
}

/* One word has both counts. */
inline leave() {
    d_step { users--; last = (users == 0 && rounds == 0) }
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
#ifdef ENTERS_BESIDE_ROUND
        entered = (users != 0 || rounds != 0);
#endif
#endif
        if
        :: entered -> users++
        :: else
        fi
    }
}

inline count_wakes() {
    enter();
    if
    :: entered -> assert(!freed); count = wakes; leave()
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
            assert(!given && !freed);
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

/* The same in C, on a set of Java's. The futex compares the top. */
proctype waits_in_c(byte me) {
    byte count, seen;
    count = wakes;
#ifndef RAISES_LATE
again:
    seen = top;
    if
    :: wakes != count -> goto ends
    :: else
    fi;
#else
    bool has_indexes, late; /* `late` is for assertions alone */
    has_indexes = !given; /* the capacity */
again:
    atomic { late = given; seen = top }
    if
    :: (seen & ANY) && has_indexes ->
        if
        :: goto ends /* found: true */
        :: top == seen -> top = seen - ANY + GENERATION /* the bit was given back */
        :: goto again
        fi
    :: else /* it looks at no bit, and can't clear ANY where the root is set */
    fi;
    if
    :: wakes != count -> goto ends
    :: else
    fi;
    if
    :: (seen & ANY) ->
#ifndef TURNS
        if
        :: abi -> goto again
        :: else
        fi
#else
        assert(has_indexes || !late); /* else it would turn for ever */
        goto again
#endif
    :: else
    fi;
    assert(has_indexes || !late || !abi); /* the next time round is the last */
#endif
    if
    :: (seen & MARK) == 0 ->
        if
        :: atomic { top == seen -> seen = seen + MARK; top = seen }
        :: atomic { top != seen -> goto again }
        fi
    :: else
    fi;
#ifndef LOOKS_NOT
    if
    :: !abi ->
#ifndef LEAVES_MARK
        top = 0; /* which nobody sleeps on; a generation may be one that another has seen */
        d_step { asleep_in_c[0] = false; asleep_in_c[1] = false };
#endif
        goto ends
    :: else
    fi;
#endif
    d_step {
        if
        :: top == seen -> asleep_in_c[me] = true
        :: else
        fi
    }
    !asleep_in_c[me];
    goto again;
ends:
    ended_in_c++
}

/* C's raise, which may come late: it has the capacity, and writes where nobody reads any more. */
proctype raises_in_c() {
    byte seen;
    given -> skip;
    seen = top;
    if
    :: (seen & (ANY + MARK)) != ANY ->
        top = top | ANY;
        seen = top;
        if
        :: (seen & MARK) ->
            d_step { asleep_in_c[0] = false; asleep_in_c[1] = false }
            if
            :: atomic { (seen & ANY) && top == seen -> top = seen - MARK }
            :: else
            fi
        :: else
        fi
    :: else
    fi
}

/*
 * Taking.handle: takes bits, and when it sees the set closed, raises them again. Who begins where
 * there is no other round has the object that the set keeps for one.
 */
proctype round() {
    bool entered, last, has_kept;
#ifdef ROUND_IS_NO_USER
    entered = !closed;
#else
    d_step {
        entered = (users != 0);
        has_kept = (entered && rounds == 0);
        if
        :: entered -> rounds++
        :: else
        fi
    }
#endif
    if
    :: entered ->
        if
        :: has_kept -> assert(!kept_is_used); kept_is_used = true
        :: else
        fi;
        assert(!given); /* takes */
        assert(!given); /* raises again, where it took: in a file it must be found */
#ifndef LEAVES_KEPT_LATE
        if
        :: has_kept -> kept_is_used = false
        :: else
        fi;
#endif
#ifndef ROUND_IS_NO_USER
        d_step { rounds--; last = (users == 0 && rounds == 0) }
        if
        :: last -> give()
        :: else
        fi;
#endif
#ifdef LEAVES_KEPT_LATE
        kept_is_used = false
#endif
    :: else
    fi
}

/* What C may do when the promises of PendingEvents.wrap say so. */
proctype frees() {
    close_returned && ended == waiters;
    freed = true
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
#if defined(OF_C) && !defined(LEAVES_WAKES)
    users == 0;
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
#ifndef IN_C
        run waits(0, true);
        waiters = 1;
#ifndef ROUND
        run waits(1, false);
        waiters = 2;
#endif
#endif
        run closes();
#ifdef TWO_CLOSE
        run closes();
#endif
#ifndef RAISES_LATE
        run interrupts_one();
        run raises();
#endif
#ifdef ROUND
        run round();
        run round();
#endif
#ifdef IN_C
        run waits_in_c(0);
        run waits_in_c(1);
#ifdef RAISES_LATE
        run raises_in_c();
#endif
#endif
#ifdef OF_C
        run frees();
#endif
    }
    timeout;
    assert(ended == waiters);
#ifdef IN_C
    assert(ended_in_c == 2);
#endif
    assert(given)
}
