/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Of bits: two raises, a consumer in Java whose round may end by an error between any two
 * handlers (Taking.java), and one in C. When all are quiet, each raise was handled by a call that
 * began after it, or its bit is set, and so is the summary's.
 *   -DCLOSES          meanwhile the table of the one in Java is closed
 *   -DEMPTY_IS_HANDLED  and who finds a slot empty does not look whether it was closed
 *   -DDROPS           what was taken and not handled is not raised again
 *   -DSETS_BIT_ALONE  it is made pending again, and not announced
 *   -DCLEANS_BLINDLY  who finds nothing clears the summary and does not look again
 */

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
