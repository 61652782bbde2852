/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Java's part of pending sets, in three models, as Waits.java and Taking.java have it. How bits move and who is woken has models in
 * native/test/models.
 *
 * LIFE, of a set's memory: threads that wait (Waits.java), a raiser (raisers.c), a thread that
 * closes, and one that interrupts a wait. One step is one access. The memory is given back once,
 * nobody sleeps then, no wait is left over, and a raiser that is called after close does nothing.
 *   -DGIVES_AT_ONCE   close gives the memory back, though others still wait
 *   -DCOUNTS_LATE     a wait reads the count of wakes after it has looked at `closed`
 *   -DENTERS_ANYWAY   whoever comes counts as a user, also when there is none left
 *   -DWAKES_FIRST     close wakes before it sets `closed`
 *   -DNULLS_LATE      close ends the raisers when it has given the memory back
 *
 * -DTAKES, of bits: two raises, a consumer in Java whose round may end by an error between any two
 * handlers (Taking.java), and one in C. When all are quiet, each raise was handled by a call that
 * began after it, or its bit is set, and so is the summary's.
 *   -DCLOSES          meanwhile the table of the one in Java is closed
 *   -DEMPTY_IS_HANDLED  and who finds a slot empty does not look whether it was closed
 *   -DDROPS           what was taken and not handled is not raised again
 *   -DSETS_BIT_ALONE  it is made pending again, and not announced
 *   -DCLEANS_BLINDLY  who finds nothing clears the summary and does not look again
 *
 * -DINTERRUPTS, of one thread that waits twice, and of another that interrupts it once each time, as java.lang.Thread does: the
 * status is set, then the thread's channel is looked up, then that is closed, once, and wakes. No wait sleeps on.
 *   -DTELLS_ONCE      a wait goes on with a channel that a late interrupter has closed
 *   -DLOOKS_FIRST     it looks whether its channel is closed before it reads the count of wakes
 *   -DSTATUS_LATE     as on JDK 17: where there is no channel, the status is set behind that look
 *   -DWAKES_NOT       an interrupter may find no stack to wake with
 *   -DSLEEPS_ON       and, in these two, the wait does not look again from time to time
 */

#ifdef TAKES
bool pending[2], summary;
byte raised[2], handled[2];

inline announce() {
    if
    :: summary
    :: !summary -> summary = true
    fi
}

proctype raises(byte index) {
    raised[index] = 1; /* what the handler must see */
    pending[index] = true;
    announce()
}

#ifdef CLOSES
bool closed, emptied; /* the table of the consumer in Java; the other's stays */
proctype closes() { closed = true; emptied = true }
#define OVER(may_end) (may_end && closed)
#define NOBODY(may_end) (may_end && emptied)
#else
#define OVER(may_end) false
#define NOBODY(may_end) false
#endif

inline raise_again(index) {
#ifdef DROPS
    skip
#else
    pending[index] = true;
#ifndef SETS_BIT_ALONE
    announce()
#endif
#endif
}

/* Looks at `closed`, then at the slot, then, where nobody is there, at `closed` again. */
inline handle(index, may_end) {
    if
    :: OVER(may_end) -> raise_again(index)
    :: else ->
        if
        :: NOBODY(may_end) ->
#ifndef EMPTY_IS_HANDLED
            if
            :: OVER(may_end) -> raise_again(index)
            :: else
            fi
#endif
        :: else -> handled[index] = raised[index]
        fi
    fi
}

/* Taken in one step, as the words are; handled one by one. */
inline round(may_end) {
    bool left[2];
    if
    :: summary ->
        d_step { left[0] = pending[0]; left[1] = pending[1] } /* the look */
        if
        :: left[0] || left[1] ->
            d_step {
                left[0] = left[0] && pending[0]; left[1] = left[1] && pending[1];
                pending[0] = pending[0] && !left[0]; pending[1] = pending[1] && !left[1]
            }
            if
            :: left[0] -> left[0] = false; handle(0, may_end)
            :: !left[0]
            fi;
            if
            :: left[1] -> left[1] = false; handle(1, may_end)
            :: left[1] && may_end -> left[1] = false; raise_again(1) /* ends by an error */
            :: !left[1]
            fi
        :: else ->
            summary = false;
#ifndef CLEANS_BLINDLY
            if
            :: pending[0] || pending[1] -> announce()
            :: else
            fi
#endif
        fi
    :: !summary
    fi
}

proctype in_java() { round(true); round(true) }
proctype in_c() { round(false); round(false) }

init {
    atomic {
        run raises(0); run raises(1); run in_java(); run in_c();
#ifdef CLOSES
        run closes()
#endif
    }
    _nr_pr == 1;
    byte index;
    for (index : 0 .. 1) {
        assert(handled[index] || (pending[index] && summary))
    }
}

#elif defined(INTERRUPTS)
#define NONE 0
#define CHANNELS 8
byte wakes, begun, channel; /* the thread's, told[channel] when it is closed */
bool told[CHANNELS], status, asleep, ended;

inline close_it(which) {
    d_step { first = !told[which]; told[which] = true }
    if
    :: first -> d_step { wakes++; asleep = false } /* the count, and the futex's word */
#ifdef WAKES_NOT
    :: first
#endif
    :: else
    fi
}

/* Interrupts.watch: a new channel, and java.nio's begin. */
inline watch() {
    made++;
    assert(made < CHANNELS);
    channel = made;
    if
    :: status -> close_it(made)
    :: else
    fi
}

/* Waits.awaitInterruptibly, without a limit. */
proctype waits() {
    byte made, count;
    bool first, closed;
    do
    :: begun == 2 -> break
    :: else ->
        begun++;
        watch();
        do
        ::
#ifdef LOOKS_FIRST
            closed = told[made];
#endif
            count = wakes;
            if
            :: status -> break
            :: else
            fi;
#ifndef LOOKS_FIRST
            closed = told[made];
#endif
#ifdef TELLS_ONCE
            closed = false;
#endif
            if
            :: closed -> channel = NONE; watch()
            :: else ->
                d_step {
                    if
                    :: wakes == count -> asleep = true
                    :: else
                    fi
                }
                if
                :: !asleep
#if (defined(STATUS_LATE) || defined(WAKES_NOT)) && !defined(SLEEPS_ON)
                :: status -> asleep = false /* when it looks again */
#endif
                fi
            fi
        od;
        channel = NONE;
        status = false
    od;
    ended = true
}

proctype interrupts() {
    byte time, found;
    bool first;
    for (time : 1 .. 2) {
        begun >= time;
#ifdef STATUS_LATE
        atomic { /* with the lock that guards the channel */
            found = channel;
            if
            :: found != NONE -> status = true; close_it(found)
            :: else
            fi
        }
        if
        :: found == NONE -> status = true
        :: else
        fi
#else
        status = true;
        found = channel;
        if
        :: found != NONE -> close_it(found)
        :: else
        fi
#endif
    }
}

init {
    atomic { run waits(); run interrupts() }
    timeout;
    assert(ended)
}

#else
byte users = 1, wakes, ended;
bool closed, interrupted, given, entry = true, asleep[2], close_returned;

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

proctype closes() {
    bool last;
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
        run interrupts_one();
        run raises()
    }
    timeout;
    assert(ended == 2);
    assert(given)
}
#endif
