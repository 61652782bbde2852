/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Of bits: three raises, of two groups; a consumer in Java whose round may end by an error before
 * any handler (Taking.java, and pending.c, which takes the groups of C functions for it); and one in
 * C. When all are quiet, each raise was handled by a call that began after it, or its bit is set,
 * and so is the summary's.
 * With one consumer, what was pending when a round began is not when the round has ended.
 *   -DALONE           there is none in C
 *   -DLOOKS_AT_MARK   a round is over where one group alone is marked, whatever is in it
 *   -DCLOSES          meanwhile the table of the one in Java is closed; two raises, for fewer states
 *   -DEMPTY_IS_HANDLED  and who finds a slot empty does not look whether it was closed
 *   -DBEYOND          and the last index of the first group has no slot there
 *   -DDROPS_BEYOND    which is dropped without a look whether the table is closed
 *   -DFORGETS         what handleGroups had taken of a group when it returned is forgotten
 *   -DDROPS           what was taken and not handled is not raised again
 *   -DSETS_BIT_ALONE  it is made pending again, and not announced
 *   -DCLEANS_BLINDLY  who finds nothing clears the summary and does not look again
 */

#define GROUP(index) ((index) / 2)
bool pending[3], summary[2]; /* the summary's bit for each group */
byte raised[3], handled[3];
bool finished[3]; /* the raise has returned */

inline announce(group) {
    if
    :: summary[group]
    :: !summary[group] -> summary[group] = true
    fi
}

proctype raises(byte index) {
    raised[index] = 1; /* what the handler must see */
    pending[index] = true;
    announce(GROUP(index));
#ifdef ALONE
    finished[index] = true
#endif
}

#ifdef CLOSES
bool closed, emptied; /* the table of the consumer in Java; the other's stays */
proctype closes() { closed = true; emptied = true }
#define OVER (java && closed)
#define NOBODY (java && emptied)
#else
#define OVER false
#define NOBODY false
#endif

inline raise_again(index) {
#ifdef DROPS
    skip
#else
    pending[index] = true;
#ifndef SETS_BIT_ALONE
    announce(GROUP(index))
#endif
#endif
}

/* Looks at `closed`, then at the slot, then, where nobody is there, at `closed` again. */
inline handle_one(index) {
    if
    :: ends || OVER -> raise_again(index)
    :: java && !ends -> ends = true; raise_again(index) /* the round ends by an error */
    :: !ends && !OVER ->
        if
        :: NOBODY ->
#ifndef EMPTY_IS_HANDLED
            if
            :: OVER -> raise_again(index)
            :: else
            fi
#endif
        :: else -> handled[index] = raised[index]
        fi
    fi
}

/* An index without a slot is handled by that it is taken. */
inline drop(index) {
    if
    :: OVER ->
#ifndef DROPS_BEYOND
        raise_again(index)
#endif
    :: else -> handled[index] = raised[index]
    fi
}

inline handle(index) {
    if
    :: taken[index] ->
        taken[index] = false;
#ifdef BEYOND
        if
        :: java && index == 1 -> drop(index)
        :: else -> handle_one(index)
        fi
#else
        handle_one(index)
#endif
    :: else
    fi
}

/* The bits of the group, first and last, are taken in one step. */
inline take(group, first, last) {
    if
    :: summary[group] ->
        d_step { ready[first] = pending[first]; ready[last] = pending[last] } /* the look */
        if
        :: ready[first] || ready[last] ->
            d_step {
                if
                :: ready[first] && pending[first] -> taken[first] = true; pending[first] = false
                :: else
                fi;
                if
                :: ready[last] && pending[last] -> taken[last] = true; pending[last] = false
                :: else
                fi
            }
        :: else ->
            summary[group] = false;
#ifndef CLEANS_BLINDLY
            if
            :: pending[first] || pending[last] -> announce(group)
            :: else
            fi
#endif
        fi
    :: !summary[group]
    fi
}

/* Taking.isQuiet: nothing is marked, or one group alone, and it is empty. */
inline look_if_quiet() {
    if /* of the one summary word, in one step */
    :: !summary[0] && !summary[1] -> goto over
#ifdef LOOKS_AT_MARK
    :: summary[0] != summary[1] -> goto over
#else
    :: summary[0] && !summary[1] ->
        if
        :: !pending[0] && !pending[1] -> goto over
        :: else
        fi
    :: !summary[0] && summary[1] ->
        if
        :: !pending[2] -> goto over
        :: else
        fi
#endif
    :: summary[0] && summary[1]
    fi
}

proctype in_java() {
    bool taken[3], ready[3], ends, java = true;
#ifdef ALONE
    bool due[3];
#endif
    byte rounds;
    for (rounds : 1 .. 2) {
#ifdef ALONE
        d_step { due[0] = finished[0]; due[1] = finished[1]; due[2] = finished[2] }
#endif
        look_if_quiet();
        take(0, 0, 1);
        handle(0);
#ifdef FORGETS
        if
        :: taken[1] = false
        :: skip
        fi;
#endif
        handle(1);
        if
        :: ends || OVER
        :: else -> take(1, 2, 2); handle(2)
        fi;
over:
#ifdef ALONE
        if
        :: !ends && !OVER ->
            assert(!(due[0] && pending[0]) && !(due[1] && pending[1]) && !(due[2] && pending[2]))
        :: else
        fi;
#endif
        ends = false
    }
}

proctype in_c() { /* ht_pending_gather, and ht_handle_all */
    bool taken[3], ready[3], ends, java;
    byte rounds;
    for (rounds : 1 .. 2) {
        take(0, 0, 1);
        take(1, 2, 2);
        handle(0);
        handle(1);
        handle(2)
    }
}

init {
    atomic {
        run raises(0); run raises(1); run in_java();
#ifndef ALONE
        run in_c();
#endif
#ifdef CLOSES
        run closes()
#else
        run raises(2)
#endif
    }
    _nr_pr == 1;
    byte index;
    for (index : 0 .. 2) {
        assert(!raised[index] || handled[index] || (pending[index] && summary[GROUP(index)]))
    }
}
