/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The life of a stub: what Java's and C's threads may do to a slot, to a stub's entry and to the stubs' pool, in every order.
 * Each inline mirrors the Java method that its comment names; a step is one access of the Java or C code.
 *
 *   ./check.sh [quick|all|large]       all searches, right and wrong
 *   spin -a -DAS_CROWD stubs.pml && gcc -O2 -DSAFETY -DCOLLAPSE -DVECTORSZ=2048 -o pan pan.c && ./pan -m1000000 -n
 *   spin -t -p -DAS_CROWD stubs.pml    prints the schedule that pan has found
 *
 * A stub and its binding      a call                       who may leave the state, and how
 * in the pool                 does nothing                 register or replace, under the pool's lock: PENDING
 * retired, in a stack         does nothing                 who pops it and binds it, by compare-and-swap: PENDING; a healer:
 *                                                            HEALING
 * HEALING: claimed            does nothing                 the healer, when the dead word is out of the slot: as before; close
 * PENDING: its register or    runs if the slot holds it,   who registers: CONFIRMED, or ends it; who takes it out: ends it;
 *   replace has not ended       the entry is this binding,   replace: another binding in its place, if a call would run it;
 *                               and the table is open        close: ends it
 * CONFIRMED: in the slot,     runs                         who takes it out: ends it; replace: another binding in its place;
 *   or C has it                                              drain: ends it if it is out of the slot; close: ends it
 * ended by close              does nothing                 the object is unreachable, and so is the generation: in the pool
 * A stub that is ended by another than close goes to its place's stack, or after TRIES to none until close.
 * What C gave back while it was PENDING stays in C's list until it is CONFIRMED.
 *
 * Configurations (-DAS_...; without one: two registers, two unregisters, a caller): see stubs/configurations_*.pml
 *   -DSTACK                   the stack, access by access: a model of its own
 * Plants (-D...; check.sh names the configuration that finds each): each part has its own, listed on top.
 *
 * Not modelled: weak memory; that all operations end; several class loaders; a call that C makes with
 * a pointer whose object is unreachable (C must not); the answers' memory; more than three objects at one address.
 */

#ifdef STACK
#include "stubs/stack.pml"
#else

#include "stubs/configurations_java.pml"
#include "stubs/configurations_c.pml"
#ifndef RUN                       /* BASE */
#define N 4
#define RUN run Both(1, 0); run Register(2, 0); run Unregister(0); run Caller(0)
#endif

#include "stubs/tables.pml"       /* tables, objects, places, words; what the assertions look at */
#include "stubs/steps.pml"        /* what operations are made of */
#include "stubs/register.pml"     /* register, unregister */
#include "stubs/replace.pml"      /* what a call would run; replace; a call */
#include "stubs/given_back.pml"   /* what C gave back is ended */
#include "stubs/close.pml"
#include "stubs/threads_java.pml" /* from here on, who does this */
#include "stubs/threads_c.pml"
#include "stubs/lives.pml"        /* an object is collected, C's table is wrapped again */
#include "stubs/mistakes.pml"     /* C's */
#include "stubs/init.pml"         /* the beginning, and what must hold at the end */

#endif
