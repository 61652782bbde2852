/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The lives of table objects: they are collected, and C's table is wrapped again. Plants:
 *   COLLECT_HELD              stubs go to the pool while somebody has their object on the stack
 *   LEAVES_UNFINISHED         an object leaves the registry before its close has finished
 */

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
