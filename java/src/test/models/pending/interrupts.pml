/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Of one thread that waits twice, and of another that interrupts it once each time, as java.lang.Thread does: the
 * status is set, then the thread's channel is looked up, then that is closed, once, and wakes. No wait sleeps on.
 *   -DTELLS_ONCE      a wait goes on with a channel that a late interrupter has closed
 *   -DLOOKS_FIRST     it looks whether its channel is closed before it reads the count of wakes
 *   -DSTATUS_LATE     as on JDK 17: where there is no channel, the status is set behind that look
 *   -DWAKES_NOT       an interrupter may find no stack to wake with
 *   -DSLEEPS_ON       and, in these two, the wait does not look again from time to time
 */

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
