/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What operations are made of: how one begins and ends, and how a stub is taken, bound, ended, put back, healed. Plants:
 *   READS_UNCOUNTED           who looks at a slot in none of its table's operations does not say so
 *   REGISTER_KEEPS_NONE       a register keeps no generation
 *   NO_GENERATION             nobody keeps one
 *   GENERATIONS_NOT_LINKED    an old generation does not keep the newer ones
 *   SHARED_STACKS             a retired stub goes to another slot
 *   CLOSE_PUSHES              a stub that close ended can be bound again
 *   HEALS_UNCLAIMED, BINDS_BY_STORE   a stub is bound while a healer takes it out
 *   HEALS_UNSEEN              a healer claims an entry that is not null
 */

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

/* Slots.beginReading, endReading */
#ifdef READS_UNCOUNTED
#define BEGIN_READING(o, res) res = true
#define END_READING(o) skip
#else
#define BEGIN_READING(o, res) readers[o]++; if :: closed[o] -> readers[o]--; res = false :: else -> res = true fi
#define END_READING(o) readers[o]--
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
#ifdef CLOSE_PUSHES
#define end_closed end_and_push
#else
#define end_closed end
#endif

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
