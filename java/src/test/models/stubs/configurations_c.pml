/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who runs, where C takes stubs out, puts words in, or its table is wrapped: N threads, which RUN starts (-DAS_...).
 *   C*                        C takes out, calls, puts back, moves, gives back; another thread drains
 *   WRAPS*                    a table of C's is wrapped, closed and wrapped again: see `place` in tables.pml
 *     _LINKED: other stubs come to the pool between; _HEAL: a late register leaves a dead word for a moment; _HANDLE: Java's
 *     handle beside another table's register; _HALF: wrap finishes a close; _GIVE: what was given back to the first object;
 *     _PENDING: the same before its register had returned
 *   FREED                     C frees its table when it is closed
 *   OTHER_GIVE                C gives back to the wrong table
 *   HEAL*                     registers that meet a dead word
 *   ODD                       a word in the stubs' range that is no stub
 *   COPY*, STALE_GIVE*, C_TWICE*   C's mistakes, and what still holds. What does not: STALE_GIVE_UNREGISTER, C_TWICE_AT_ONCE (given
 *     back twice, drained by two threads at once), WRAPS_GIVE with GIVES_LATE (given back while close ends; right with
 *     DRAINS_LAST: close drains when it has finished)
 */

#if defined(AS_C)
#define C_GIVES
#define N 4
#define RUN run Both(1, 0); run Both(2, 0); run C(); run Drain()
#elif defined(AS_C_PENDING)
#define C_GIVES
#define N 4
#define RUN run Register(1, 0); run C(); run Drain(); run Caller(0)
#elif defined(AS_C_CLOSE)
#define C_GIVES
#define BEFORE
#define N 4
#define RUN run C(); run Unregister(0); run Close(0); run Drain()
#elif defined(AS_C_REPLACE_0)
#define C_GIVES
#define N 4
#define RUN run Register(1, 0); run Replace(2, 0); run C(); run Drain()
#elif defined(AS_C_REPLACE)
#define C_GIVES
#define N 5
#define RUN run Register(1, 0); run Replace(2, 0); run C(); run Drain(); run Unregister(0)
#elif defined(AS_C_ROUNDS)
#define C_GIVES
#define DRAINS
#define ROUNDS 2
#define N 3
#define RUN run Register(1, 0); run Register(2, 0); run C()
#elif defined(AS_C_MOVES)
#define C_GIVES
#define MOVES
#define N 4
#define RUN run Both(1, 0); run C(); run Unregister(2); run Register(2, 2)
#elif defined(AS_C_MOVES_CLOSE)
#define C_GIVES
#define BEFORE
#define MOVES
#define OWNED_BY_C
#define N 3
#define RUN run C(); run Unregister(1); run Close(0)
#elif defined(AS_WRAPS)
#define WRAPS
#define BEFORE
#define STUBS 4
#define N 5
#define RUN run Unregister(0); run Life(); run Register(2, 1); run Register(3, 2); run Collect(1)
#elif defined(AS_WRAPS_LATE)
#define WRAPS
#define BEFORE
#define STUBS 4
#define N 6
#define RUN run Unregister(0); run Life(); run Register(1, 0); run Register(2, 1); run Register(3, 2); run Collect(1)
#elif defined(AS_WRAPS_REPLACE)
#define WRAPS
#define BEFORE
#define STUBS 4
#define N 5
#define RUN run Replace(1, 0); run Life(); run Register(2, 1); run Register(3, 2); run Collect(1)
#elif defined(AS_WRAPS_LINKED)
#define WRAPS
#define BEFORE
#define STUBS 3
#define N 6
#define RUN run Unregister(0); run Life(); run Register(2, 1); run Register(3, 2); run Collect(1); run OtherBatch()
#elif defined(AS_WRAPS_HEAL)
#define WRAPS
#define HEALS
#define STUBS 4
#define LIVES 1
#define N 5
#define RUN run Register(1, 0); run Life(); run Register(2, 1); run Register(3, 1); run Collect(0)
#elif defined(AS_WRAPS_HANDLE)
#define WRAPS
#define STUBS 2
#define LIVES 1
#define N 5
#define RUN run Register(1, 0); run Life(); run Register(2, 3); run Collect(0); run Handle(1)
#elif defined(AS_WRAPS_HALF)
#define WRAPS
#define BEFORE
#define STOPS
#define STUBS 4
#define LIVES 1
#define N 4
#define RUN run Close(0); run Life(); run Register(1, 0); run Register(2, 1)
#elif defined(AS_WRAPS_GIVE)   /* C gives back through the first object, and takes out through the second */
#define WRAPS
#define C_GIVES
#define BEFORE
#define C_HAS
#define STUBS 2
#define LIVES 1
#define N 6
#define RUN run Give(); run Drain(); run Life(); run Register(2, 1); run Collect(0); run Take(0)
#elif defined(AS_FREED)        /* C frees its table when it is closed; it has taken out what was registered, and gives it back */
#define C_GIVES
#define OWNED_BY_C
#define STUBS 2
#define N 4
#define RUN run Frees(1, 0); run TakeAndGive(); run Drain(); run Caller(0)
#elif defined(AS_OTHER_GIVE)   /* C gives back to Y what it took out of X */
#define C_GIVES
#define BEFORE
#define C_HAS
#define N 2
#define RUN run GiveOther(); run Drain()
#elif defined(AS_WRAPS_PENDING)   /* what C gives back before its register has returned */
#define WRAPS
#define C_GIVES
#define STUBS 2
#define LIVES 1
#define N 7
#define DRAINERS 2
#define RUN run Register(1, 0); run TakeAndGive(); run Drain(); run Life(); run Register(2, 1); run Collect(0); run Take(0)
#elif defined(AS_HEAL)         /* a word that is dead when the entry is read has left the slot, and comes again */
#define HEALS
#define BEFORE
#define N 3
#define RUN run Unregister(0); run Register(1, 0); run Register(2, 0)
#elif defined(AS_HEAL_CLOSE)
#define HEALS
#define BEFORE
#define N 3
#define RUN run Unregister(0); run Register(1, 0); run Close(0)
#elif defined(AS_COPY)       /* from here on C breaks its duty, and not everything holds */
#define ILLEGAL
#define HEALS
#define N 4
#define RUN run Both(1, 0); run Unregister(0); run Copy(); run Caller(0)
#elif defined(AS_COPY_HEAL)
#define ILLEGAL
#define HEALS
#define BEFORE
#define N 5
#define RUN run Unregister(0); run Unregister(0); run Copy(); run Register(1, 0); run AfterAll(2, 0)
#elif defined(AS_COPY_FOUND)
#define ILLEGAL
#define HEALS
#define RETIRED
#define CHECK_LOST
#define N 3
#define RUN run PutDead(); run Register(1, 0); run Caller(0)
#elif defined(AS_COPY_AWAY)    /* the copy was there before the register */
#define ILLEGAL
#define HEALS
#define RETIRED
#define DEAD_FIRST
#define CHECK_LOST
#define N 3
#define RUN run Away(); run Register(1, 0); run Caller(0)
#elif defined(AS_COPY_TWO)
#define ILLEGAL
#define HEALS
#define RETIRED
#define CHECK_LOST
#define N 3
#define RUN run PutDead(); run Register(1, 0); run Register(2, 0)
#elif defined(AS_COPY_REPLACE)
#define ILLEGAL
#define HEALS
#define RETIRED
#define CHECK_LOST
#define N 3
#define RUN run PutDead(); run Replace(1, 0); run Handle(0)
#elif defined(AS_ODD)
#define HEALS
#define ODD_FIRST
#define N 3
#define RUN run Register(1, 0); run Replace(2, 0); run Handle(0)
#elif defined(AS_STALE_GIVE)
#define ILLEGAL
#define C_GIVES
#define CHECK_LOST
#define RETIRED
#define N 4
#define RUN run StaleGive(); run Drain(); run Register(1, 0); run Register(2, 0)
#elif defined(AS_STALE_GIVE_UNREGISTER)
#define ILLEGAL
#define C_GIVES
#define BEFORE
#define CHECK_LOST
#define N 4
#define RUN run StaleGive(); run Drain(); run Unregister(0); run Register(1, 0)
#elif defined(AS_C_TWICE)
#define TWICE
#define ILLEGAL
#define C_GIVES
#define CHECK_LOST
#define N 4
#define RUN run Register(1, 0); run Register(2, 0); run C(); run Drain()
#elif defined(AS_C_TWICE_AT_ONCE)
#define TWICE
#define ILLEGAL
#define C_GIVES
#define CHECK_LOST
#define DRAINERS 2
#define N 5
#define RUN run Register(1, 0); run Register(2, 0); run C(); run Drain(); run Drain()
#endif
