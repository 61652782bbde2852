/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who runs, where C leaves the table alone but for its functions and calls: N threads, which RUN starts (-DAS_...).
 *   TWO_SLOTS, CROWD          stubs are of one slot; three handlers on one stub
 *   CLOSE_*, HALF_CLOSED      close beside register, unregister, C functions; a close that ends anywhere, and another
 *   REPLACE*, BOUNDED         replace beside everything; BOUNDED: pop and push give up, replace has one try
 *   NO_GAP*                   while only replace changes the slot, no call is for nothing and handler(index) is never empty
 *   THROWS                    operations that end wherever they may throw
 *   COLLECTED                 an object is collected, another table takes its stubs
 */

#if defined(AS_TWO_SLOTS)
#define N 4
#define RUN run Both(1, 0); run Both(2, 1); run Register(3, 1); run Caller(0)
#elif defined(AS_CROWD)
#define BEFORE
#define N 5
#define RUN run Unregister(0); run Register(1, 0); run Register(2, 0); run Native(); run Caller(0)
#elif defined(AS_CLOSE_1)
#define BEFORE
#define N 4
#define RUN run Register(1, 0); run Unregister(0); run Close(0); run Caller(0)
#elif defined(AS_CLOSE_2)
#define BEFORE
#define N 4
#define RUN run Register(1, 0); run Register(2, 0); run Unregister(0); run Close(0)
#elif defined(AS_CLOSE_C)
#define BEFORE
#define N 4
#define RUN run RegisterC(0); run ReplaceC(0); run Handle(0); run Close(0)
#elif defined(AS_CLOSE)
#define BEFORE
#define N 5
#define RUN run Register(1, 0); run Register(2, 0); run Unregister(0); run Close(0); run Caller(0)
#elif defined(AS_CLOSE_TWICE)
#define BEFORE
#define N 5
#define RUN run Both(1, 0); run Unregister(0); run Close(0); run Close(0); run Caller(0)
#elif defined(AS_REPLACE)
#define BEFORE
#define N 4
#define RUN run Replace(1, 0); run Replace(2, 0); run Unregister(0); run Caller(0)
#elif defined(AS_REPLACE_REGISTER)
#define BEFORE
#define N 4
#define RUN run Replace(1, 0); run Both(2, 0); run Unregister(0); run Native()
#elif defined(AS_REPLACE_C)
#define BEFORE
#define N 4
#define RUN run Replace(1, 0); run ReplaceC(0); run Unregister(0); run Handle(0)
#elif defined(AS_REPLACE_CLOSE_0)
#define BEFORE
#define N 4
#define RUN run Replace(1, 0); run Close(0); run Unregister(0); run Caller(0)
#elif defined(AS_REPLACE_CLOSE_1)
#define BEFORE
#define N 4
#define RUN run Replace(1, 0); run Register(2, 0); run Close(0); run Unregister(0)
#elif defined(AS_REPLACE_CLOSE_2)
#define BEFORE
#define N 4
#define RUN run Replace(1, 0); run Replace(2, 0); run Close(0); run Caller(0)
#elif defined(AS_REPLACE_CLOSE_3)
#define N 4
#define RUN run Register(1, 0); run Replace(2, 0); run Close(0); run Caller(0)
#elif defined(AS_BOUNDED)
#define BEFORE
#define TRIES 1
#define GIVES_UP
#define N 3
#define RUN run Replace(1, 0); run Replace(2, 0); run Both(3, 0)
#elif defined(AS_NO_GAP)
#define BEFORE
#define NO_GAP
#define N 4
#define RUN run Replace(1, 0); run Replace(2, 0); run Caller(0); run Look(0)
#elif defined(AS_NO_GAP_PENDING)
#define NO_GAP
#define WHEN_FILLED        /* a replace that found the slot empty may be in the way of a register */
#define N 4
#define RUN run Register(1, 0); run Replace(2, 0); run Replace(3, 0); run Caller(0)
#elif defined(AS_NO_GAP_C)   /* Java's handle and handler(index) find what a C function was replaced by, or replaced */
#define BEFORE
#define NO_GAP
#define N 3
#define RUN run ReplaceC(0); run Handle(0); run Look(0)
#elif defined(AS_THROWS)
#define BEFORE
#define THROWS
#define N 4
#define RUN run Register(1, 0); run Replace(2, 0); run Unregister(0); run Caller(0)
#elif defined(AS_HALF_CLOSED)
#define BEFORE
#define STOPS
#define N 3
#define RUN run Register(1, 0); run Close(0); run CloseAgain(0)
#elif defined(AS_COLLECTED)
#define BEFORE
#define STUBS 3
#define POOLED
#define N 5
#define RUN run Unregister(0); run Close(0); run Collect(0); run Both(3, 2); run Caller(0)
#endif
