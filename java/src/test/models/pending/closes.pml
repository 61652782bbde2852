/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Of a close that C must see: Java has C handle three groups of one C function each
 * (Taking.handleUpToRun reads the count, handleGroups looks; handleGroups and handle_bits in
 * pending.c), and meanwhile the table is closed, by a handler or by another thread, and another table by a third. One step is one access.
 * Behind a close by a handler no group is taken, behind another thread's one at most; and what was
 * taken and found an empty slot because of the close is pending again.
 *   -DCOUNTS_FIRST      a close is counted before it sets `closed`
 *   -DCOUNTS_LATE       it is counted when the slots are emptied
 *   -DREADS_LATE        Java reads the count after it has looked at `closed`
 *   -DGOES_ON           C does not look at the count behind a group
 *   -DEMPTY_IS_HANDLED  C does not look at the count where it finds an empty slot
 */

#define GROUPS 3
bool closed, emptied, returned, by_handler;
bool pending[GROUPS] = true, taken[GROUPS], handled[GROUPS];
byte count, late;

inline close_table() { /* HandlerTable.close, and Native.close */
#ifdef COUNTS_FIRST
    count++;
    closed = true;
    emptied = true
#elif defined(COUNTS_LATE)
    closed = true;
    emptied = true;
    count++
#else
    closed = true;
    count++;
    emptied = true
#endif
}

proctype closes() { close_table(); returned = true }

proctype closes_another() { count++ }

inline take() {
    d_step {
        assert(!by_handler);
        late = late + returned;
        assert(late <= 1);
        taken[group] = pending[group];
        pending[group] = false
    }
}

/* Does not return where the count is another: C comes back to Java. */
inline look_at_count() {
    if
    :: over || count != before -> goto back
    :: else
    fi
}

proctype handles(bool closes_itself) {
    byte group, before;
    bool over;
    take();
in_java:
#ifdef READS_LATE
    over = closed;
    before = count;
#else
    before = count;
    over = closed;
#endif
in_c:
    if
    :: taken[group] && emptied ->
#ifndef EMPTY_IS_HANDLED
        look_at_count();
#endif
        taken[group] = false
    :: taken[group] && !emptied ->
        taken[group] = false;
        handled[group] = true;
        if
        :: closes_itself && group == 0 -> close_table(); by_handler = true
        :: else
        fi
    :: !taken[group]
    fi;
#ifndef GOES_ON
    look_at_count();
#endif
    group++;
    if
    :: group < GROUPS -> take(); goto in_c
    :: else -> goto done
    fi;
back:
    if
    :: closed -> pending[group] = pending[group] || taken[group]; taken[group] = false
    :: else -> goto in_java
    fi;
done:
    skip
}

init {
    atomic {
        run closes_another();
        if
        :: run handles(true)
        :: run handles(false); run closes()
        fi
    }
    _nr_pr == 1;
    byte index;
    for (index : 0 .. GROUPS - 1) {
        assert(handled[index] || pending[index])
    }
}
