/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tables, objects, places, words.
 *
 * A place is a slot as one table object sees it. Object 0 (X) has places 0 and 1, object 1 (Y) has place 2, each its own slot;
 * both are made in Java. With WRAPS objects 0, 1 and 2 wrap a table of C's, one after the other, so places 0, 1 and 2 are one
 * slot; object 3, made in Java, has place 3.
 */

#ifdef WRAPS
#define POOLED
#define OBJECTS 4
#define PLACES 4
#define SLOTS 2
#define OBJECT(k) (k)
#define SLOT(k) ((k) / 3)
#define ADDRESS(o) ((o) / 3)
#define FIRST(o) ((o) / 3)
#define LAST(o) ((o) / 3)
#define MADE_IN_JAVA(o) ((o) == 3)
#else
#define OBJECTS 2
#define PLACES 3
#define SLOTS 3
#define OBJECT(k) ((k) / 2)
#define SLOT(k) (k)
#define ADDRESS(o) (o)
#define FIRST(o) (2 * (o))
#define LAST(o) (1 + (o))
#ifdef OWNED_BY_C
#define MADE_IN_JAVA(o) false
#else
#define MADE_IN_JAVA(o) true
#endif
#endif
#ifndef STUBS
#define STUBS 6
#endif
#ifndef TRIES
#define TRIES 2
#endif
#ifndef DRAINERS
#define DRAINERS 1
#endif
#ifndef ROUNDS
#define ROUNDS 1
#endif
#ifndef LIVES
#define LIVES 2
#endif
#define HANDLERS 7
#define C_FUNCTION 100
#define ODD 101           /* in the stubs' range, and no stub */
#define STUB(w) ((w) != 0 && (w) < C_FUNCTION)
#define PENDING 0
#define CONFIRMED 1
/* A binding is its handler's number and its place; 0 is none. */
#define BINDING(h, k) ((h) + 8 * (k))
#define AT(b) ((b) >> 3)
#define HANDLER(b) ((b) & 7)
#define NTH(i) (1 << (i))
#define BIT(b) NTH(HANDLER(b))
#define HEALING 7         /* an entry that a healer has claimed: null for everybody else */

byte slot[SLOTS];
byte bound[STUBS];        /* the stub's entry: 0, or a binding, which has its handler's number */
byte owner[STUBS];        /* the place that took it from the pool, plus 1; 0: in the pool */
byte head[PLACES], next[STUBS]; /* the stacks; their single accesses: stack.pml */
byte state[HANDLERS];     /* of its binding */
bool closed[OBJECTS], finished[OBJECTS], open[OBJECTS];
byte held[OBJECTS];       /* how many threads have the object on their stacks */
byte readers[OBJECTS];    /* how many look at its slots that are in none of its operations */
bool freed;               /* C has freed its table */
byte generation;          /* Pool.generation */
byte heldGen[4];          /* how many threads hold it */
byte batch[STUBS];        /* the generation that the stub waits for, plus 1 */
short notes;              /* C's list: a bit for each address and stub */
byte done;

/* What the assertions look at: sets of handlers, and of stubs. */
byte yes;                 /* register returned true, or replace returned */
byte refused;             /* register returned false, or threw */
byte ended;               /* an unregister or replace has returned it, or it was given back, and that is done */
byte given, gone;         /* C has given it back; and that is done */
byte theirs[OBJECTS];         /* the object's handlers */
byte ran;
byte replaced;            /* another binding was put in its place, in its stub */
byte cHas;                /* the stubs that C has taken out and neither put back nor given back */
