/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The reuse of upcall stubs: SlotStubs.bind, Stubs.retire, Binding.isLive and HandlerTable's
 * registerJava, unregister and close, with a late caller, C code that moves pointers, and a native
 * handler that makes a compare-and-swap fail. Atomic steps are the single accesses of the Java and
 * C code.
 *
 *   spin -a stubs.pml && gcc -O2 -DSAFETY -o pan pan.c && ./pan -m1000000
 *
 * Each -D of these plants a bug that the model must find: COUNTS_BEFORE_SWAP (a binding runs though
 * its swap may fail), LOOKS_ONCE (it runs because the slot holds its stub, whatever that is bound to
 * by then), SHARED_STUBS (a retired stub serves another slot), KEEPS_BINDING (unregister leaves the
 * stub bound), UNSEEN_CLOSE (register looks whether the table is closed only if it has succeeded).
 * -DCROWD has three at one slot, for a stub that is bound three times, and no mover; -DCLOSES two
 * at one slot, and one that closes the table.
 */

#define SLOTS 2
#define STUBS 5     /* per slot: enough for all registrants at once, plus one */
#define HANDLERS 5  /* 1 and up; each is registered once */
#define NATIVE 100
#define EMPTY 0

byte slot[SLOTS];            /* EMPTY, NATIVE, or a stub plus 1 */
byte bound[10];              /* per stub: the handler of its binding, 0 if retired */
bool confirmed[HANDLERS];    /* per handler, for each has one binding */
byte index[HANDLERS];        /* the slot it was registered for */
byte used[SLOTS];            /* length of the slot's chain */
bool closed;

/* What the assertions look at. */
bool gone[HANDLERS];         /* its unregister has returned it */
bool refused[HANDLERS];      /* its register has returned false */
bool threw[HANDLERS];        /* its register has thrown: the table was closed */

/* Stub number `place` of a slot's chain. */
#ifdef SHARED_STUBS
#define STUB(s, place) (place)
#else
#define STUB(s, place) ((s) * STUBS + (place))
#endif

/* SlotStubs.bind: the first free stub of the chain, or a new one. */
inline bind(s, h, stub)
{
    place = 0;
    do
    :: atomic {
           place < used[s] && bound[STUB(s, place)] == 0 ->
               bound[STUB(s, place)] = h; stub = STUB(s, place); break
       }
    :: atomic { place < used[s] && bound[STUB(s, place)] != 0 -> place++ }
    :: atomic {
           place >= used[s] ->
               /* Stubs.take, bind and the swap into the chain: nobody knows the stub before. */
               assert(used[s] < STUBS);
               stub = STUB(s, used[s]); used[s]++;
               if
               :: bound[stub] == 0 -> bound[stub] = h; break
               :: else -> skip /* only with SHARED_STUBS */
               fi
       }
    od
}

/* Stubs.retire. */
inline retire(stub, h)
{
    atomic { if :: bound[stub] == h -> bound[stub] = 0 :: else fi }
}

/*
 * HandlerTable.registerJava, of a table that was open when it began; its first look at the slot is
 * only a short cut, and left out.
 */
inline register(s, h)
{
    index[h] = s;
    bind(s, h, stub);
    atomic { done = (slot[s] == EMPTY); if :: done -> slot[s] = stub + 1 :: else fi }
#ifdef CLOSES
#ifdef UNSEEN_CLOSE
    throws = done && closed;
#else
    throws = closed;
#endif
#endif
    if
    :: throws ->
           if
           :: done -> atomic { if :: slot[s] == stub + 1 -> slot[s] = EMPTY :: else fi }
           :: else
           fi;
           retire(stub, h);
           threw[h] = true
    :: !throws && done -> confirmed[h] = true
    :: !throws && !done ->
           retire(stub, h);
           refused[h] = true
    fi
}

/* HandlerTable.unregister: the exchange, then Stubs.retire, if the stub was made for this slot. */
inline unregister(s)
{
    atomic { word = slot[s]; slot[s] = EMPTY }
    if
    :: word != EMPTY && word != NATIVE ->
           taken = bound[word - 1];
           if
           :: atomic {
                  taken != 0 && index[taken] == s ->
#ifndef KEEPS_BINDING
                      retire(word - 1, taken)
#endif
              };
              gone[taken] = true
           :: else
           fi
    :: else
    fi
}

/* HandlerTable.close: the slots, then the chains. */
inline close()
{
    closed = true;
    for (s : 0 .. SLOTS - 1) {
        word = slot[s];
        if
        :: word != EMPTY ->
               atomic { if :: slot[s] == word -> slot[s] = EMPTY :: else -> word = EMPTY fi };
               if
               :: word != EMPTY && word != NATIVE ->
                      taken = bound[word - 1];
                      retire(word - 1, taken)
               :: else
               fi
        :: else
        fi
    }
    for (s : 0 .. SLOTS - 1) {
        place = used[s];
        do
        :: place > 0 -> place--; bound[STUB(s, place)] = 0
        :: else -> break
        od
    }
}

proctype Closer()
{
    byte s, word, taken, place;
    close()
}

/* Registers a handler of its own, then takes out whatever is there. */
proctype Java(byte s; byte h)
{
    byte stub, word, taken, place;
    bool done, throws;
    register(s, h);
#ifdef CLOSES
    if :: !closed -> unregister(s) :: else fi
#else
    unregister(s)
#endif
}

/* ht_unregister from one slot, ht_register into the other. */
proctype Mover()
{
    byte word;
    atomic { word = slot[0]; slot[0] = EMPTY }
    if
    :: word != EMPTY ->
           do
           :: atomic { slot[1] == EMPTY -> slot[1] = word; break }
           :: atomic { slot[0] == EMPTY -> slot[0] = word; break }
           od
    :: else
    fi
}

/* A native handler, in and out of slot 0. */
proctype Native()
{
    atomic { if :: slot[0] == EMPTY -> slot[0] = NATIVE :: else fi }
    atomic { if :: slot[0] == NATIVE -> slot[0] = EMPTY :: else fi }
}

/* Reads a slot, and calls what it read at any later time. */
proctype Caller()
{
    byte word, h, s, home;
    bool lateFor[HANDLERS];
    if :: s = 0 :: s = 1 fi;
    atomic {
        word = slot[s];
        if
        :: word != EMPTY && word != NATIVE -> home = index[bound[word - 1]]
        :: else
        fi
    }
    if
    :: word != EMPTY && word != NATIVE ->
           atomic {
               /* The call begins: what has ended by now must not run. */
               for (h : 1 .. HANDLERS - 1) { lateFor[h] = gone[h] || refused[h] || threw[h] }
           }
           /* Stubs.run */
           h = bound[word - 1];
           if
           :: h != 0 ->
#ifdef COUNTS_BEFORE_SWAP
                  skip;
#else
                  if
                  :: confirmed[h]
                  :: !confirmed[h] && slot[index[h]] == word ->
#ifndef LOOKS_ONCE
                         if :: bound[word - 1] == h :: bound[word - 1] != h -> h = 0 fi
#else
                         skip
#endif
                  :: !confirmed[h] && slot[index[h]] != word -> h = 0
                  fi;
#endif
                  if
                  :: h != 0 ->
                         assert(!lateFor[h]);      /* not after its unregister, or refusal */
                         assert(!refused[h]);      /* not one whose swap has failed */
                         assert(index[h] == home) /* not one of another slot */
                  :: else
                  fi
           :: else
           fi
    :: else
    fi
}

init {
    atomic {
        run Java(0, 1); run Java(0, 2);
#if defined(CROWD)
        run Java(0, 4);
#elif defined(CLOSES)
        run Closer();
#else
        run Java(1, 3); run Mover();
#endif
        run Native(); run Caller()
    }
}
