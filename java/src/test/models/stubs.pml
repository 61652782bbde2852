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
 * Configurations (-DAS_...; without one: two registers, two unregisters, a caller)
 *   TWO_SLOTS, CROWD          stubs are of one slot; three handlers on one stub
 *   CLOSE_*, HALF_CLOSED      close beside register, unregister, C functions; a close that ends anywhere, and another
 *   REPLACE*, BOUNDED         replace beside everything; BOUNDED: pop and push give up, replace has one try
 *   NO_GAP*                   while only replace changes the slot, no call is for nothing and handler(index) is never empty
 *   THROWS                    operations that end wherever they may throw
 *   C*                        C takes out, calls, puts back, moves, gives back; another thread drains
 *   COLLECTED                 an object is collected, another table takes its stubs
 *   WRAPS*                    a table of C's is wrapped, closed and wrapped again: see below at `place`
 *     _LINKED: other stubs come to the pool between; _HEAL: a late register leaves a dead word for a moment; _HANDLE: Java's
 *     handle beside another table's register; _HALF: wrap finishes a close; _GIVE: what was given back to the first object;
 *     _PENDING: the same before its register had returned
 *   OTHER_GIVE                C gives back to the wrong table
 *   HEAL*                     registers that meet a dead word
 *   ODD                       a word in the stubs' range that is no stub
 *   COPY*, STALE_GIVE*, C_TWICE*   C's mistakes, and what still holds. What does not: STALE_GIVE_UNREGISTER, C_TWICE_AT_ONCE (given
 *     back twice, drained by two threads at once), WRAPS_GIVE with GIVES_LATE (given back while close ends; right with
 *     DRAINS_LAST: close drains when it has finished)
 *   -DSTACK                   the stack, access by access
 *
 * Plants (-D...; check.sh names the configuration that finds each)
 *   COUNTS_BEFORE_SWAP, CONFIRM_FIRST   a binding counts before its swap has succeeded
 *   LOOKS_ONCE                pending: looks at the slot, not again at the entry
 *   LOOKS_NO_MORE             a call that met a pending binding does not look for one that replaced it
 *   READS_FIRST               unregister: load and store for the exchange
 *   KEEPS_BINDING             unregister does not end the entry
 *   RETIRE_BY_CAS             unregister ends what it read, not what is there
 *   RETURNS_B                 unregister returns what it read, not what it ended
 *   ENDS_FOREIGN              unregister ends a stub that C brought here
 *   BY_OBJECT                 "at home" compares the object, not address and index
 *   PUSHES_ON_OWN             a stub goes to the stack of who took it out, not of its own object
 *   SHARED_STACKS             a retired stub goes to another slot
 *   THROWS_*, *_THROWS_LATE   an operation throws after the step that can't be undone
 *   UNSEEN_CLOSE, UNSEEN_CLOSE_C   register does not look whether the table closed
 *   RUNS_WHEN_CLOSED          a pending binding runs though its table is closed
 *   CLOSE_PUSHES              a stub that close ended can be bound again
 *   CLOSE_SLOTS_ONLY          close forgets what C has
 *   CLOSE_HOME_ONLY           close leaves own stubs that C moved to another of its slots
 *   LEAVES_UNFINISHED         an object leaves the registry before its close has finished
 *   SECOND_STUB               replace always takes a second stub
 *   REPLACES_PENDING          replace in place of what may yet fail
 *   REPLACES_IN_OTHER_OBJECT  replace in place of another object's binding
 *   TAKES_ITSELF_OUT          replace ends its own binding, which a dead copy of its stub brought out
 *   LOOKS_AT_SLOT_ONCE        handler(index) does not look at the slot again
 *   TRUSTS_FOREIGN            Java's handle runs what another table has bound meanwhile
 *   DROPS_PENDING             drain forgets what C gave back before its register had returned
 *   PUTS_BACK_UNSEEN          drain puts such a note back, and does not look whether the table has closed meanwhile
 *   ENDS_PENDING, SLOT_THEN_STATE, GIVES_FROM_SLOT   drain ends what C does not have
 *   GIVE_BY_CAS               drain ends what it read, not what is there
 *   NO_TABLE_CHECK            drain does not compare the table
 *   DRAIN_KEEPS_NONE, REGISTER_KEEPS_NONE, NO_GENERATION   a drain, a register, nobody keeps a generation
 *   GENERATIONS_NOT_LINKED    an old generation does not keep the newer ones
 *   CLOSE_LEAVES_NOTES        close does not drain
 *   COLLECT_HELD              stubs go to the pool while somebody has their object on the stack
 *   HEALS_UNCLAIMED, BINDS_BY_STORE   a stub is bound while a healer takes it out
 *   NEVER_HEALS, HEALS_UNSEEN register takes no dead word for empty; a healer claims an entry that is not null
 *   FOUND_ITSELF_IS_TAKEN     register returns false when it finds the very stub that it has bound
 *   NO_TAG, WRAP=n, PUSHES_ANYWAY   the stack without tag, with a tag of n values; push without compare-and-swap at last
 *
 * Not modelled: weak memory; that all operations end; several class loaders; a call that C makes with
 * a pointer whose object is unreachable (C must not); the answers' memory; more than three objects at one address.
 */

/* ---------- Configurations ---------- */

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
#elif defined(AS_C)
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
#elif defined(AS_COLLECTED)
#define BEFORE
#define STUBS 3
#define POOLED
#define N 5
#define RUN run Unregister(0); run Close(0); run Collect(0); run Both(3, 2); run Caller(0)
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
#elif !defined(STACK)       /* BASE */
#define N 4
#define RUN run Both(1, 0); run Register(2, 0); run Unregister(0); run Caller(0)
#endif

#ifndef STACK
/* ---------- Tables, objects, places, words ---------- */

/*
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
byte head[PLACES], next[STUBS]; /* the stacks; their single accesses: STACK, below */
byte state[HANDLERS];     /* of its binding */
bool closed[OBJECTS], finished[OBJECTS], open[OBJECTS];
byte held[OBJECTS];       /* how many threads have the object on their stacks */
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

/* ---------- Steps ---------- */

/* An operation has its object on the stack, and the generation that it began in. */
#define ENTER(k) atomic { open[OBJECT(k)] && !closed[OBJECT(k)] -> held[OBJECT(k)]++ }
#define LEAVE(k) held[OBJECT(k)]--
#define ARRIVES(h, k) h = BINDING(h, k); theirs[OBJECT(k)] = theirs[OBJECT(k)] | BIT(h)
#ifdef POOLED
#define KEEP atomic { gen = generation; heldGen[gen]++ }
#define RELEASE heldGen[gen]--
#else
#define KEEP skip
#define RELEASE skip
#endif
#ifdef REGISTER_KEEPS_NONE
#define KEEP_R skip
#define RELEASE_R skip
#else
#define KEEP_R KEEP
#define RELEASE_R RELEASE
#endif
#ifdef DRAINS
#define DRAIN drain()
#else
#define DRAIN skip
#endif

#ifdef THROWS
#define MAY_THROW(h) if :: true :: atomic { refused = refused | (BIT(h) & ~1); assert(!(ran & BIT(h))) } goto over fi
#else
#define MAY_THROW(h) skip
#endif
#define THROW_LATE(h) if :: true :: refused = refused | (BIT(h) & ~1); goto over fi
#ifdef STOPS
#define MAY_STOP if :: true :: stops -> goto over fi
#else
#define MAY_STOP skip
#endif

inline swap(i, from, to, ok) { atomic { ok = (slot[i] == from); if :: ok -> slot[i] = to :: else fi } }
/* Changes.isDead */
inline dead(w, res) { atomic { res = (w == ODD); if :: STUB(w) -> res = (bound[w-1] == 0 || bound[w-1] == HEALING) :: else fi } }
inline entry(w, b) {
  atomic { b = 0; if :: STUB(w) -> b = bound[w-1]; if :: b == HEALING -> b = 0 :: else fi :: else fi }
}

/* Whoever has the old generation on his stack keeps the newer ones too: old.next = new. */
#ifdef NO_GENERATION
#define WAITS(s) false
#elif defined(GENERATIONS_NOT_LINKED)
#define WAITS(s) (batch[s] != 0 && heldGen[batch[s]-1] != 0)
#else
#define WAITS(s) ((batch[s] > 0 && heldGen[0] != 0) || (batch[s] > 1 && heldGen[1] != 0) || (batch[s] > 2 && heldGen[2] != 0))
#endif

/* Slots.take, or Pool.take; the stub is this thread's alone. */
inline take(k, s) {
  atomic {
    if
    :: head[k] != 0 -> s = head[k] - 1; head[k] = next[s]; next[s] = 0
#ifdef GIVES_UP
    :: head[k] != 0 -> skip; pool(k, s)
#endif
    :: head[k] == 0 -> pool(k, s)
    fi;
    assert(bound[s] == 0 || bound[s] == HEALING)
  }
}
inline pool(k, s) {
  s = 0;
  do :: s < STUBS && (owner[s] != 0 || WAITS(s)) -> s++ :: else -> break od;
  assert(s < STUBS);
  owner[s] = k + 1; batch[s] = 0
}

/* Slots.putBack */
#ifdef SHARED_STACKS
#define HOME(k) 1
#else
#define HOME(k) (k)
#endif
inline push(k, s) {
  atomic {
    assert(next[s] == 0 && head[HOME(k)] != s + 1);
    if
    :: next[s] = head[HOME(k)]; head[HOME(k)] = s + 1
#ifdef GIVES_UP
    :: true                    /* its tries are used up: nobody has it until close */
#endif
    fi
  }
}

/* Stubs.end; r: what it was bound to. */
inline end(s, r) { atomic { r = bound[s]; bound[s] = 0; if :: r == HEALING -> r = 0 :: else fi } }
inline end_and_push(s, r) { end(s, r); if :: r != 0 -> push(AT(r), s) :: else fi }

/* Changes.bind: a stub that a healer has just claimed goes back, when another one is taken; which may be a new one. */
inline bind(k, s, h) {
#ifdef BINDS_BY_STORE
  bound[s] = h
#else
  do
  :: atomic { bound[s] == 0 -> bound[s] = h; break }
  :: bound[s] == HEALING -> if :: take(k, r) :: atomic { pool(k, r) } fi; push(k, s); s = r
  od
#endif
}

/* Changes.heal: a dead word leaves the slot; nobody can bind its stub meanwhile. */
inline heal(k, w) {
#ifdef HEALS_UNCLAIMED
  swap(SLOT(k), w, 0, ok)
#else
  if
  :: STUB(w) ->
       ok = (slot[SLOT(k)] == w);
#ifdef HEALS_UNSEEN
       atomic { if :: ok -> bound[w-1] = HEALING :: else fi };
#else
       atomic { ok = (ok && bound[w-1] == 0); if :: ok -> bound[w-1] = HEALING :: else fi };
#endif
       if
       :: ok -> swap(SLOT(k), w, 0, ok); atomic { if :: bound[w-1] == HEALING -> bound[w-1] = 0 :: else fi }
       :: else
       fi
  :: else -> swap(SLOT(k), w, 0, ok)
  fi
#endif
}

#ifdef CLOSE_PUSHES
#define end_closed end_and_push
#else
#define end_closed end
#endif

/* Changes.settle: after a compare-and-swap (register) or exchange (replace) that has succeeded. */
inline settle(h, k, s) {
  if
#ifdef UNSEEN_CLOSE
  :: false
#else
  :: closed[OBJECT(k)] -> swap(SLOT(k), s + 1, 0, ok); end_closed(s, r)
#endif
  :: else -> state[HANDLER(h)] = CONFIRMED
  fi
}

/* Changes.registerJava; x: true. */
inline register(h, k) {
  x = false;
#ifdef HEALS                   /* without dead words the look is only a short cut, and left out */
  w = slot[SLOT(k)];
#ifdef NEVER_HEALS
  isDead = false;
#else
  dead(w, isDead);
#endif
#endif
  if
  :: w != 0 && !isDead
  :: else ->
       MAY_THROW(h);
       take(k, s);
#ifdef THROWS_WHEN_POPPED
       THROW_LATE(h);
#endif
#ifdef CONFIRM_FIRST
       state[HANDLER(h)] = CONFIRMED;
#endif
       bind(k, s, h);
#ifdef THROWS_WHEN_BOUND
       THROW_LATE(h);
#endif
#ifdef HEALS
       if :: w != 0 -> heal(k, w) :: else fi;
#endif
       atomic { w = slot[SLOT(k)]; if :: w == 0 -> slot[SLOT(k)] = s + 1 :: else fi };
       if
#ifdef FOUND_ITSELF_IS_TAKEN
       :: w == 0 ->
#else
       :: w == 0 || w == s + 1 ->
#endif
            x = true;
#ifdef THROWS_AFTER_SWAP
            x = !closed[OBJECT(k)];
#endif
            settle(h, k, s)
       :: else -> end_and_push(s, r)
       fi
  fi
}
inline registered(h, x) {
  if
  :: x -> yes = yes | BIT(h)
  :: else ->
       refused = refused | BIT(h); assert(!(ran & BIT(h)));
#ifndef ILLEGAL
       assert(!(ended & BIT(h)))
#endif
  fi
}

/*
 * Changes.cameOut: w came out of place k by an exchange. g is what its stub was bound to at that moment, x the answer.
 */
inline answers(k, g, x) {
#ifndef ILLEGAL
  /* The right one, or none (close came between), or what a replace put in its place. */
  assert(x == g || (x == 0 && g != 0 && closed[OBJECT(AT(g))]) || (x != 0 && g != 0 && (replaced & BIT(g))));
#endif
  if
  :: x != 0 && SLOT(AT(x)) == SLOT(k) ->
       assert(!(ended & BIT(x)));              /* returned once */
       ended = ended | BIT(x)
  :: else
  fi
}
inline came_out(k, w, g, x) {
  entry(w, b);
  if
#ifdef BY_OBJECT
  :: b != 0 && AT(b) == k ->
#else
  :: b != 0 && SLOT(AT(b)) == SLOT(k) ->
#endif
       atomic {
#ifdef RETIRE_BY_CAS
         if :: bound[w-1] == b -> end(w - 1, r) :: else -> r = 0 fi;
#elif defined(KEEPS_BINDING)
         r = b;
#else
         end(w - 1, r);
#endif
#ifdef RETURNS_B
         x = b;
#else
         x = r;
#endif
         answers(k, g, x)
       };
       if
#ifdef PUSHES_ON_OWN
       :: r != 0 -> push(k, w - 1)
#elif !defined(KEEPS_BINDING)
       :: r != 0 -> push(AT(r), w - 1)
#endif
       :: else
       fi
#ifdef BY_OBJECT
  :: b != 0 && AT(b) != k ->
#else
  :: b != 0 && SLOT(AT(b)) != SLOT(k) ->        /* C brought it here: it stays valid */
#endif
#ifdef ENDS_FOREIGN
       end_and_push(w - 1, r);
#endif
       atomic { x = b; answers(k, g, x) }
  :: else -> atomic { x = 0; answers(k, g, x) }
  fi;
  b = 0; r = 0; g = 0
}

/* Changes.unregister */
inline unregister(k) {
  MAY_THROW(0);
#ifdef READS_FIRST
  w = slot[SLOT(k)];
  atomic { entry(w, g); slot[SLOT(k)] = 0 };
#else
  atomic { w = slot[SLOT(k)]; entry(w, g); slot[SLOT(k)] = 0 };
#endif
#ifdef UNREGISTER_THROWS_LATE
  THROW_LATE(0);
#endif
  came_out(k, w, g, x)
}

/* Binding.isPendingLive: b, which stub w is bound to, has its place in the slot. */
inline live(w, b, res) {
  res = false;
  if
  :: state[HANDLER(b)] == CONFIRMED -> res = true
  :: else ->
#ifdef COUNTS_BEFORE_SWAP
       res = true
#else
       if
       :: slot[SLOT(AT(b))] == w ->
#ifdef LOOKS_ONCE
            res = true
#else
            if
            :: bound[w-1] == b ->
#ifdef RUNS_WHEN_CLOSED
                 res = true
#else
                 if :: !closed[OBJECT(AT(b))] -> res = true :: else fi
#endif
            :: else
            fi
#endif
       :: else
       fi
#endif
  fi
}
/* Binding.live: live, or confirmed and replaced in place meanwhile. */
inline live_binding(w, b, res) {
  entry(w, b); res = false;
  if
  :: b != 0 ->
       live(w, b, res);
#ifndef LOOKS_NO_MORE
       if
       :: !res -> entry(w, b); if :: b != 0 -> res = (state[HANDLER(b)] == CONFIRMED) :: else fi
       :: else
       fi
#endif
  :: else
  fi
}

/* Changes.replaceByJava handler. */
inline replace(h, k) {
  x = 0; ok = false; n = 0;
#ifndef SECOND_STUB
  /* In place: the stub stays in the slot, its entry gets another binding. */
  do
  :: n < TRIES && !ok ->
       n++;
       w = slot[SLOT(k)];
#ifdef REPLACES_PENDING
       entry(w, b);
       ok = (b != 0);
#else
       live_binding(w, b, ok);
#endif
       if
#ifdef REPLACES_IN_OTHER_OBJECT
       :: ok && SLOT(AT(b)) == SLOT(k) ->
#else
       :: ok && AT(b) == k ->
#endif
            MAY_THROW(h);
            atomic {
              ok = (bound[w-1] == b);
              if
              :: ok ->
                   state[HANDLER(h)] = CONFIRMED; bound[w-1] = h; replaced = replaced | BIT(b);
                   assert(!(ended & BIT(b))); ended = ended | BIT(b); yes = yes | BIT(h)
              :: else
              fi
            }
       :: else -> ok = false; n = TRIES
       fi
  :: else -> break
  od;
#endif
  if
  :: ok -> skip
  :: else ->
       MAY_THROW(h);
       take(k, s);
       bind(k, s, h);
       atomic { y = slot[SLOT(k)]; entry(y, g); slot[SLOT(k)] = s + 1 };
#ifdef REPLACE_THROWS_LATE
       if :: true :: yes = yes | BIT(h); goto over fi;
#endif
       settle(h, k, s);
#ifdef TAKES_ITSELF_OUT
       came_out(k, y, g, x);
#else
       if :: y == s + 1 -> x = 0 :: else -> came_out(k, y, g, x) fi;
#endif
       yes = yes | BIT(h)
  fi
}

inline begin_call() {
  atomic {
    late = ended | refused;
    for (o : 0 .. OBJECTS - 1) { if :: finished[o] -> late = late | theirs[o] :: else fi }
    o = 0
  }
}
/* Upcall.accept: C calls word w, which it read when place hm owned the stub. */
inline call(w, hm, res) {
  begin_call();
  live_binding(w, b, res);
  if
  :: res ->
       atomic {
         assert(!(late & BIT(b)));        /* nothing that had ended */
         assert(!(refused & BIT(b)));     /* nothing refused */
         assert(SLOT(AT(b)) == SLOT(hm)); /* nothing of another slot */
         ran = ran | BIT(b)
       }
  :: else
  fi
}

/* GivenBack.endAny: what C has given back. */
inline drain() {
  again = true;
  do
  :: again ->
       again = false;
       atomic { list = notes; notes = 0 };
       i = 0;
       do
       :: list & NTH(i) -> give_back(i / STUBS, (i % STUBS) + 1); list = list & ~NTH(i)
       :: list != 0 && !(list & NTH(i)) -> i++
       :: list == 0 -> i = 0; break
       od
  :: else -> break
  od
}
inline give_back(a, w) {
  /* The binding on the stack keeps its object. */
  atomic { entry(w, b); if :: b != 0 -> held[OBJECT(AT(b))]++ :: else fi };
  if
#ifdef NO_TABLE_CHECK
  :: b != 0 ->
#else
  :: b != 0 && ADDRESS(OBJECT(AT(b))) == a ->
#endif
       r = 0;
#ifndef SLOT_THEN_STATE
       e = state[HANDLER(b)];
#endif
       if
#ifndef GIVES_FROM_SLOT
       :: slot[SLOT(AT(b))] == w
#endif
       :: else ->
#ifdef SLOT_THEN_STATE
            e = state[HANDLER(b)];
#endif
            if
#ifdef ENDS_PENDING
            :: true ->
#else
            :: e == CONFIRMED ->
#endif
#ifdef GIVE_BY_CAS
                 atomic { if :: bound[w-1] == b -> bound[w-1] = 0; r = b :: else fi };
                 if :: r != 0 -> push(AT(r), w - 1) :: else fi
#else
                 end_and_push(w - 1, r)
#endif
#ifdef DROPS_PENDING
            :: else
#else
            /* C took it out before its register has returned: later. close ends it, too. */
            :: e == PENDING && !closed[OBJECT(AT(b))] ->
                 notes = notes | NTH(i);
#ifndef PUTS_BACK_UNSEEN
                 if :: closed[OBJECT(AT(b))] -> again = true :: else fi
#endif
            :: else
#endif
            fi
       fi;
       atomic {
#ifndef ILLEGAL
         assert(r == 0 || (given & BIT(r)) || (given & replaced));    /* C has given back this one */
         ended = ended | (BIT(r) & ~1);
#endif
         gone = gone | (BIT(r) & ~1)
       }
  :: else
  fi;
  atomic { if :: b != 0 -> held[OBJECT(AT(b))]-- :: else fi; b = 0; r = 0; e = 0 }
}

/* HandlerTable.close, Changes.close */
inline close(o) {
  closed[o] = true;
  MAY_STOP;
  i = FIRST(o);
  do
  :: i <= LAST(o) ->
       w = slot[i];
       entry(w, b);
       if
#ifdef CLOSE_HOME_ONLY
       :: w != 0 && b != 0 && AT(b) == i ->
#else
       :: w != 0 && (MADE_IN_JAVA(o) || (b != 0 && OBJECT(AT(b)) == o)) ->
#endif
            swap(i, w, 0, ok);
            MAY_STOP;
            if
            :: ok -> entry(w, b); if :: b != 0 && OBJECT(AT(b)) == o -> end_closed(w - 1, r) :: else fi
            :: else
            fi
       :: else
       fi;
       i++
  :: else -> break
  od;
#ifndef CLOSE_SLOTS_ONLY
  MAY_STOP;
  atomic { /* the list's head; what is linked later belongs to who sees that the table is closed */
    mine = 0; i = 0;
    do
    :: i < STUBS -> if :: owner[i] != 0 && OBJECT(owner[i] - 1) == o -> mine = mine | NTH(i) :: else fi; i++
    :: else -> break
    od;
    i = 0
  };
  do
  :: i < STUBS -> if :: mine & NTH(i) -> end_closed(i, r); MAY_STOP :: else fi; i++
  :: else -> break
  od;
#endif
#if defined(C_GIVES) && !defined(CLOSE_LEAVES_NOTES)
#ifdef DRAINS_LAST
  finished[o] = true;
#endif
  KEEP; drain(); RELEASE;
#endif
  if /* its pages are given back: whatever has come into a slot since is gone */
  :: MADE_IN_JAVA(o) -> i = FIRST(o); do :: i <= LAST(o) -> slot[i] = 0; i++ :: else -> break od
  :: else
  fi;
  finished[o] = true
}


/* ---------- Threads ---------- */

proctype Register(byte h; byte k) {
  byte s, w, b, r, e, i, x, gen; short list; bool again, ok, isDead;
  if
  :: atomic { ENTER(k); ARRIVES(h, k) };
     KEEP_R; DRAIN; register(h, k);
     atomic { registered(h, x) };
over: atomic { RELEASE_R; LEAVE(k); done++ }
  :: atomic { closed[OBJECT(k)]; done++ }
  fi
}
proctype Replace(byte h; byte k) {
  byte s, w, b, r, e, i, g, x, y, n, gen; short list; bool again, ok;
#ifdef WHEN_FILLED
  slot[SLOT(k)] != 0;
#endif
  if
  :: atomic { ENTER(k); ARRIVES(h, k) };
     KEEP; DRAIN; replace(h, k);
over: atomic { RELEASE; LEAVE(k); done++ }
  :: atomic { closed[OBJECT(k)]; done++ }
  fi
}
proctype Unregister(byte k) {
  byte w, b, r, e, i, g, x, gen; short list; bool again;
  if
  :: ENTER(k);
     KEEP; DRAIN; unregister(k);
over: atomic { RELEASE; LEAVE(k); done++ }
  :: atomic { closed[OBJECT(k)]; done++ }
  fi
}
/* Registers, and takes out whatever is there. */
proctype Both(byte h; byte k) {
  byte s, w, b, r, e, i, g, x, gen; short list; bool again, ok, isDead;
  if
  :: atomic { ENTER(k); ARRIVES(h, k) };
     KEEP_R; register(h, k);
     atomic { registered(h, x); RELEASE_R; LEAVE(k) }
  :: closed[OBJECT(k)]
  fi;
  if
  :: ENTER(k);
     KEEP; unregister(k);
over: atomic { RELEASE; LEAVE(k); done++ }
  :: atomic { closed[OBJECT(k)]; done++ }
  fi
}
proctype Close(byte o) {
  byte w, b, r, e, i, mine, gen; short list; bool again, ok, stops;
  stops = true; held[o]++; close(o);
over: held[o]--; done++
}
#if defined(STOPS)
/* A close that ended half way is called again. */
proctype CloseAgain(byte o) {
  byte w, b, r, e, i, mine, gen; short list; bool again, ok, stops;
  closed[o]; held[o]++; close(o);
over: held[o]--; done++
}
#endif
/* A word that belongs to another place counts only as long as the slot holds it: this thread does not keep its object. */
inline java_live(k, w, b, ok) {
  live_binding(w, b, ok);
#ifndef TRUSTS_FOREIGN
  if :: ok && SLOT(AT(b)) != SLOT(k) -> ok = (slot[SLOT(k)] == w) :: else fi
#endif
}
/* Event.handle, of Java. */
proctype Handle(byte k) {
  byte w, b, n, y, late, o; bool ok;
  if
  :: ENTER(k);
     w = slot[SLOT(k)];
     do
     :: STUB(w) ->
          begin_call();
          java_live(k, w, b, ok);
          if
          :: ok ->
               atomic {
                 assert(!(late & BIT(b)) && !(refused & BIT(b)) && SLOT(AT(b)) == SLOT(k));
                 ran = ran | BIT(b)
               };
               break
          :: else
          fi;
          y = slot[SLOT(k)];
          if :: y == w || n == 1 -> break :: else -> w = y; n++ fi
     :: !STUB(w) -> ok = (w == C_FUNCTION); break
     od;
#ifdef NO_GAP
     assert(ok);
#endif
     LEAVE(k)
  :: closed[OBJECT(k)]
  fi;
  done++
}
/* Changes.peek */
proctype Look(byte k) {
  byte w, b, n, y, late, o; bool ok;
  if
  :: ENTER(k);
     w = slot[SLOT(k)];
     do
     :: STUB(w) ->
          begin_call();
          java_live(k, w, b, ok);
          if
          :: ok -> assert(!(late & BIT(b)) && !(refused & BIT(b)) && SLOT(AT(b)) == SLOT(k)); break
          :: else
          fi;
#ifdef LOOKS_AT_SLOT_ONCE
          break;
#endif
          y = slot[SLOT(k)];
          if :: y == w || n == 1 -> break :: else -> w = y; n++ fi
     :: !STUB(w) -> ok = (w == C_FUNCTION); break
     od;
#ifdef NO_GAP
     assert(ok);
#endif
     LEAVE(k)
  :: closed[OBJECT(k)]
  fi;
  done++
}
inline leave_closed(k) {
#ifdef UNSEEN_CLOSE_C
  skip
#else
  if :: closed[OBJECT(k)] && MADE_IN_JAVA(OBJECT(k)) -> swap(SLOT(k), C_FUNCTION, 0, ok) :: else fi
#endif
}
/* Changes.registerNative */
proctype RegisterC(byte k) {
  byte w; bool ok;
  if
  :: ENTER(k);
     atomic { w = slot[SLOT(k)]; if :: w == 0 -> slot[SLOT(k)] = C_FUNCTION :: else fi };
     if
     :: w == 0 -> leave_closed(k)
     :: else
     fi;
     LEAVE(k)
  :: closed[OBJECT(k)]
  fi;
  done++
}
/* Changes.exchange */
proctype ReplaceC(byte k) {
  byte w, b, r, g, x, gen; bool ok;
  if
  :: ENTER(k);
     KEEP;
     atomic { w = slot[SLOT(k)]; entry(w, g); slot[SLOT(k)] = C_FUNCTION };
     leave_closed(k);
     came_out(k, w, g, x);
     atomic { RELEASE; LEAVE(k) }
  :: closed[OBJECT(k)]
  fi;
  done++
}
/* A C function in and out of slot 0, by C. */
proctype Native() {
  atomic { if :: slot[0] == 0 -> slot[0] = C_FUNCTION :: else fi }
  atomic { if :: slot[0] == C_FUNCTION -> slot[0] = 0 :: else fi }
  done++
}
/* C reads slot i, and calls what it read at any later time. The stub's object stays reachable as long: C's duty. */
proctype Caller(byte i) {
  byte w, b, hm, late, o; bool ok;
  atomic { w = slot[i]; if :: STUB(w) -> hm = owner[w-1] - 1; held[OBJECT(hm)]++ :: else fi };
  if
  :: STUB(w) ->
       call(w, hm, ok);
#ifdef NO_GAP
       assert(ok);     /* under replace by Java handlers alone, a call always runs something */
#endif
       held[OBJECT(hm)]--
  :: else
  fi;
  done++
}
#if defined(C_GIVES)
/* ht_give_back: only notes it. */
inline note(a, w) {
  atomic {
    given = given | (BIT(bound[w-1]) & ~1);
    cHas = cHas & ~NTH(w - 1);
    notes = notes | (1 << (a * STUBS + w - 1))
  }
}
/* C takes a word out of slot 0, and does what it likes with it, as long as X is not closed. */
proctype C() {
  byte w, b, hm, late, n, o, from; bool ok, mine;
  do
  :: n < ROUNDS ->
     n++;
     atomic {
       from = 0; mine = false; w = slot[0];
       if :: STUB(w) -> slot[0] = 0; cHas = cHas | NTH(w - 1); hm = owner[w-1] - 1; mine = true; held[OBJECT(hm)]++ :: else fi
     };
     do
     :: mine && !closed[0] -> call(w, hm, ok); atomic { assert(bound[w-1] != 0 || closed[0]) }   /* stays bound while C has it */
     :: atomic { mine && !closed[0] && slot[0] == 0 -> slot[0] = w; cHas = cHas & ~NTH(w - 1); mine = false };
        if :: call(w, hm, ok) :: skip fi; break                        /* a late call of its copy */
#ifdef MOVES
     :: atomic {
          mine && from == 0 && !closed[0] && slot[1] == 0 ->
            slot[1] = w; cHas = cHas & ~NTH(w - 1); from = 1; mine = false
        }
     :: atomic {
          mine && from == 0 && !closed[0] && slot[2] == 0 ->
            slot[2] = w; cHas = cHas & ~NTH(w - 1); from = 2; mine = false
        }
     :: atomic { !mine && from != 0 && slot[from] == w -> slot[from] = 0; cHas = cHas | NTH(w - 1); mine = true; from = 9 }
#endif
     :: mine && from == 0 && !closed[0] ->
        note(ADDRESS(OBJECT(hm)), w);
#ifdef TWICE
        if :: note(ADDRESS(OBJECT(hm)), w) :: skip fi;
#endif
        if :: call(w, hm, ok) :: skip fi; break
     :: break                                                     /* keeps it, or leaves it there */
     od;
     if :: STUB(w) -> held[OBJECT(hm)]-- :: else fi
  :: else -> break
  od;
  done++
}
/* Another thread's operation, which drains C's list and ends. */
proctype Drain() {
  byte b, r, e, i, gen; short list; bool again;
  notes != 0 || done >= N - DRAINERS;
#ifdef DRAIN_KEEPS_NONE
  drain();
#else
  KEEP; drain(); RELEASE;
#endif
  done++
}
/* Has taken out stub 0 of the first object, and gives it back. */
proctype Give() {
#ifdef GIVES_LATE
  atomic { if :: !finished[0] -> note(0, 1) :: finished[0] fi };
#else
  atomic { if :: !closed[0] -> note(0, 1) :: closed[0] fi };
#endif
  done++
}
proctype GiveOther() { notes = 1 << STUBS; done++ }
/* Takes out what the first object has registered, and gives it back, both before a close begins. */
proctype TakeAndGive() {
  byte w;
  if
  :: atomic { !closed[0] && STUB(slot[0]) -> w = slot[0]; slot[0] = 0; cHas = cHas | NTH(w - 1) };
     atomic { if :: !closed[0] -> note(0, w) :: else fi }
  :: closed[0]
  fi;
  done++
}
/* Takes out what was registered in slot i, and keeps it. */
proctype Take(byte i) {
  if
  :: atomic { (yes & BIT(2)) && STUB(slot[i]) && HANDLER(bound[slot[i]-1]) == 2 -> cHas = cHas | NTH(slot[i] - 1); slot[i] = 0 }
  :: done == N - 1
  fi;
  done++
}
#endif
#if defined(POOLED)
/* The object is unreachable: the pool gets its stubs, which wait for the generation of that time. */
proctype Collect(byte o) {
  byte j;
#ifdef COLLECT_HELD
  finished[o];
#else
  finished[o] && held[o] == 0;
#endif
  atomic {
    for (j : 0 .. STUBS - 1) {
      if
      :: owner[j] != 0 && OBJECT(owner[j] - 1) == o ->
           owner[j] = 0; next[j] = 0; batch[j] = generation + 1;
#ifndef COLLECT_HELD
           assert(bound[j] == 0 || bound[j] == HEALING)
#endif
      :: else
      fi
    }
    for (j : 0 .. PLACES - 1) { if :: OBJECT(j) == o -> head[j] = 0 :: else fi }
    j = 0; generation++
  }
  done++
}
#endif
#if defined(WRAPS)
/* Stubs of some other table come to the pool. */
proctype OtherBatch() { generation++; done++ }
/* C's table is wrapped, closed, wrapped again; a wrap first finishes a close that ended half way. */
proctype Life() {
  byte w, b, r, e, i, mine, l, gen; short list; bool again, ok, stops;
#ifdef STOPS
  closed[0];
#ifdef LEAVES_UNFINISHED
  goto left;
#endif
#endif
  do
  :: l < LIVES ->
       held[l]++; close(l); held[l]--;
left:  atomic {
         for (i : 0 .. STUBS - 1) { assert(bound[i] == 0 || OBJECT(AT(bound[i])) != l || state[HANDLER(bound[i])] == PENDING) }
         i = 0; l++; open[l] = true
       }
  :: else -> break
  od;
over: done++
}
#endif

/* ---------- C's mistakes ---------- */

#if defined(HEALS)
/* A copy of what is in slot 0, put there again later. */
proctype Copy() {
  byte w;
  w = slot[0];
  if :: STUB(w) -> atomic { if :: slot[0] == 0 -> slot[0] = w :: else fi } :: else fi;
  done++
}
/* A copy of a stub that is retired. */
proctype PutDead() { atomic { if :: slot[0] == 0 -> slot[0] = 1 :: else fi }; done++ }
#endif
#if defined(C_GIVES)
/* Gives back what it only read, or what is retired. */
proctype StaleGive() {
  byte w;
#ifdef RETIRED
  w = 1;
#else
  w = slot[0];
#endif
  if :: STUB(w) -> note(0, w) :: else fi;
  done++
}
#endif
#if defined(HEALS)
/* When all others are done: a register always finds the slot as it is, or heals it. */
proctype AfterAll(byte h; byte k) {
  byte s, w, b, r, e, x, gen; bool ok, isDead, free;
  atomic {
    done == N - 1; ARRIVES(h, k);
    w = slot[SLOT(k)]; free = (w == 0);
    if :: STUB(w) -> dead(w, free) :: else fi;
    w = 0
  };
  register(h, k);
  atomic { registered(h, x) };
over:
  assert(!free || (yes & BIT(h)));
  assert(slot[SLOT(k)] != 0 && bound[slot[SLOT(k)]-1] != 0);
  done++
}
#endif

/* ---------- Beginning and end ---------- */

init {
  byte s, h, in, w, b, r, e, i; short list; bool again, there;
  atomic {
#ifdef WRAPS
    open[0] = true; open[3] = true;
#else
    open[0] = true; open[1] = true;
#endif
#ifdef BEFORE                  /* handler 6 is registered at place 0 */
    bound[0] = BINDING(6, 0); owner[0] = 1; state[6] = CONFIRMED; yes = BIT(6); theirs[0] = BIT(6);
#ifdef C_HAS
    cHas = 1;
#else
    slot[0] = 1;
#endif
#endif
#ifdef RETIRED
    owner[0] = 1; head[0] = 1;
#endif
#ifdef ODD_FIRST
    slot[0] = ODD;
#endif
    RUN
  }
  done == N;
#ifdef C_GIVES
  atomic { drain() };
#endif
#ifdef CHECK_LOST
  /* A handler that was registered is in the slot and bound, or somebody got it, or C gave it back; no slot holds a dead word. */
  for (h : 1 .. 2) {
    if
    :: (yes & BIT(h)) && !(ended & BIT(h)) && !(gone & BIT(h)) ->
         there = false;
         for (s : 0 .. STUBS - 1) { if :: HANDLER(bound[s]) == h -> there = (slot[0] == s + 1 || (cHas & NTH(s))) :: else fi }
         assert(there)
    :: else
    fi
  }
  assert(!STUB(slot[0]) || bound[slot[0]-1] != 0);
#endif
#ifndef ILLEGAL
  d_step {
  /* Each stub: bound, or retired and once in its place's stack; after close all are retired. */
  for (s : 0 .. STUBS - 1) {
    if
    :: owner[s] != 0 ->
         in = 0; w = head[owner[s]-1];
         do :: w != 0 -> if :: w == s + 1 -> in++ :: else fi; w = next[w-1] :: else -> break od;
         if
         :: closed[OBJECT(owner[s]-1)] -> assert(bound[s] == 0)
#ifdef GIVES_UP
         :: else -> assert(bound[s] == 0 || in == 0)
#else
         :: else -> assert((bound[s] != 0 && in == 0) || (bound[s] == 0 && in == 1))
#endif
         fi
    :: else -> assert(bound[s] == 0)
    fi
  }
  in = 0; /* the handlers of closed objects */
  for (s : 0 .. OBJECTS - 1) { if :: closed[s] -> in = in | theirs[s] :: else fi }
  for (h : 1 .. HANDLERS - 1) {
    there = false;
    for (s : 0 .. STUBS - 1) {
      if
      :: HANDLER(bound[s]) == h ->
           assert(!((ended | refused) & BIT(h)));    /* what has ended is bound no more */
#ifdef MOVES
           there = true   /* moved to another slot, and unregistered there */
#else
           there = ((cHas & NTH(s)) || slot[SLOT(AT(bound[s]))] == s + 1)
#endif
      :: else
      fi
    }
    /* Each handler that was registered: returned, given back, closed; or its stub in a slot or with C. */
    assert(!(yes & BIT(h)) || (ended & BIT(h)) || (in & BIT(h)) || there)
  }
  /* No slot holds a dead word (but for C's moves), nor, after close, a stub of the table's. */
  for (s : 0 .. SLOTS - 1) {
#ifndef MOVES
    if :: STUB(slot[s]) -> assert(bound[slot[s]-1] != 0 && !closed[OBJECT(AT(bound[slot[s]-1]))]) :: else fi;
#endif
#ifndef WRAPS
    assert(slot[s] == 0 || !closed[OBJECT(s)])
#endif
  }
  }
#endif
}

#else
/* ---------- A slot's stack of retired stubs ---------- */

/*
 * Slots.take and Slots.putBack, access by access. A registrant takes a stub off, or a new one, binds it, and puts
 * it back. Binding is a plain store here, for nobody else binds what was taken.
 */
#ifndef THREADS
#define THREADS 3
#endif
#ifndef ROUNDS
#define ROUNDS 1
#endif
#ifndef TRIES
#define TRIES 2
#endif
#define STUBS 12
byte top, tag, next[STUBS], used, left, done;
bool bound[STUBS];
#ifdef NO_TAG
#define SAME(t) true
#define BUMP skip
#else
#define SAME(t) (tag == t)
#ifdef WRAP
#define BUMP tag = (tag + 1) % WRAP
#else
#define BUMP tag++
#endif
#endif
proctype T() {
  byte round, tries, h, t, n, s; bool ok;
  do
  :: round < ROUNDS ->
     round++;
     /* pop */
     ok = false; tries = 0;
     do
     :: !ok && tries < TRIES ->
        tries++;
        atomic { h = top; t = tag };
        if
        :: h == 0 -> break
        :: else ->
             n = next[h-1];
             atomic { ok = (top == h && SAME(t)); if :: ok -> top = n; s = h - 1; BUMP :: else fi }
        fi
     :: else -> break
     od;
     if :: !ok -> atomic { s = used; used++; assert(s < STUBS) } :: else fi;
     atomic { assert(!bound[s]); bound[s] = true };
     bound[s] = false;
     /* push */
     ok = false; tries = 0;
     do
     :: !ok && tries < TRIES ->
        tries++;
        atomic { h = top; t = tag };
        next[s] = h;
        atomic { ok = (top == h && SAME(t)); if :: ok -> top = s + 1 :: else fi }
     :: else -> break
     od;
#ifdef PUSHES_ANYWAY
     if :: !ok -> next[s] = top; top = s + 1 :: else fi
#else
     if :: !ok -> left++ :: else fi      /* only the table's list has it */
#endif
  :: else -> break
  od;
  done++
}
init {
  byte i, w, c;
  atomic {
    used = 2; top = 2; next[1] = 1;      /* two retired stubs */
    for (i : 1 .. THREADS) { run T() }
  }
  done == THREADS;
  w = top;
  do :: w != 0 -> c++; w = next[w-1]; assert(c <= used) :: else -> break od;
  assert(c + left == used)
}
#endif
