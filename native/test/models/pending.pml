/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A pending set, access by access, with the names of handler_table_pending.h and its parts: each
 * statement reads or writes one shared word, each d_step is one read-modify-write or one look of
 * the kernel. Groups have two indexes, summary words two bits; the root is above two groups, or,
 * with LEVELS=2, above two summary words. models.cmake and large.sh say what is searched; a bug is
 * planted by its name, BUG_... SPIN knows no weak order: pending.cpp is for those.
 *
 * When nobody can move any more, no index is pending and unmasked, and what was newly raised was
 * taken and handled. Where a raiser was killed, what the other has raised was taken.
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
byte newly, taken, held;  /* bits that raises set, that consumers took, and have not handled */
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

#include "pending/raisers.pml"
#include "pending/consumers.pml"

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
  assert(taken == newly);
#ifndef KILLS_CONSUMER
  assert(held == 0)
#endif
#endif
}
