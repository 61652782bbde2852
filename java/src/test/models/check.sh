#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Searches the models of stubs.pml with SPIN, two at a time: check.sh [quick|all|large]. quick takes some seconds, all
# less than two minutes on two cores, large some GB and half an hour. Ends at the first search with a wrong result.
set -euo pipefail
cd "$(dirname "$0")"

# Each search: what must come of it, how gcc optimises, and what is defined.
right_quick='
O0 AS_NO_GAP
O0 AS_CLOSE_C
O0 AS_C_ROUNDS
O0 AS_WRAPS
O0 AS_WRAPS_GIVE
O0 STACK'
plants_quick='
O0 READS_FIRST
O0 AS_CLOSE_2 UNSEEN_CLOSE
O0 AS_WRAPS_GIVE DRAIN_KEEPS_NONE
O0 AS_HEAL HEALS_UNCLAIMED
O0 AS_WRAPS BY_OBJECT'
right='
O0 BASE
O0 AS_TWO_SLOTS
O0 AS_CROWD
O0 AS_CLOSE_1
O0 AS_CLOSE_2
O0 AS_HALF_CLOSED
O0 AS_THROWS
O0 AS_REPLACE
O0 AS_REPLACE_REGISTER
O0 AS_REPLACE_C
O0 AS_REPLACE_CLOSE_0
O0 AS_BOUNDED
O0 AS_NO_GAP_C
O0 AS_NO_GAP_PENDING
O0 AS_C_PENDING
O0 AS_C_CLOSE
O0 AS_C_REPLACE_0
O0 AS_C_MOVES
O0 AS_C_MOVES_CLOSE
O0 AS_COLLECTED
O0 AS_WRAPS_REPLACE
O0 AS_WRAPS_LINKED
O0 AS_WRAPS_HEAL
O0 AS_WRAPS_HANDLE
O0 AS_WRAPS_HALF
O0 AS_WRAPS_GIVE GIVES_LATE DRAINS_LAST
O0 AS_OTHER_GIVE
O0 AS_WRAPS_PENDING
O0 AS_HEAL
O0 AS_HEAL_CLOSE
O0 AS_ODD
O0 AS_COPY
O0 AS_COPY_HEAL
O0 AS_COPY_FOUND
O0 AS_COPY_TWO
O0 AS_COPY_REPLACE
O0 AS_STALE_GIVE
O0 AS_C_TWICE
O0 STACK THREADS=2 ROUNDS=3'
plants='
O0 AS_CROWD COUNTS_BEFORE_SWAP
O0 AS_CROWD CONFIRM_FIRST
O0 KEEPS_BINDING
O0 AS_CROWD LOOKS_ONCE
O0 AS_TWO_SLOTS SHARED_STACKS
O0 AS_CLOSE_1 THROWS_AFTER_SWAP
O0 AS_CLOSE_1 RUNS_WHEN_CLOSED
O0 AS_CLOSE_2 CLOSE_PUSHES
O0 AS_CLOSE_C UNSEEN_CLOSE_C
O0 AS_THROWS THROWS_WHEN_POPPED
O0 AS_THROWS THROWS_WHEN_BOUND
O0 AS_THROWS UNREGISTER_THROWS_LATE
O0 AS_THROWS REPLACE_THROWS_LATE
O0 AS_REPLACE RETIRE_BY_CAS
O0 AS_REPLACE RETURNS_B
O0 AS_REPLACE_REGISTER REPLACES_PENDING
O0 AS_C_REPLACE_0 GIVE_BY_CAS
O0 AS_NO_GAP SECOND_STUB
O0 AS_NO_GAP_C LOOKS_AT_SLOT_ONCE
O0 AS_NO_GAP_PENDING LOOKS_NO_MORE
O0 AS_C_CLOSE CLOSE_SLOTS_ONLY
O0 AS_C_MOVES ENDS_FOREIGN
O0 AS_C_MOVES_CLOSE CLOSE_HOME_ONLY
O0 AS_COLLECTED COLLECT_HELD
O0 AS_WRAPS NO_GENERATION
O0 AS_WRAPS PUSHES_ON_OWN
O0 AS_WRAPS_LINKED GENERATIONS_NOT_LINKED
O0 AS_WRAPS_REPLACE REPLACES_IN_OTHER_OBJECT
O0 AS_WRAPS_HEAL REGISTER_KEEPS_NONE
O0 AS_WRAPS_HANDLE TRUSTS_FOREIGN
O0 AS_WRAPS_HALF LEAVES_UNFINISHED
O0 AS_WRAPS_GIVE CLOSE_LEAVES_NOTES
O0 AS_OTHER_GIVE NO_TABLE_CHECK
O0 AS_COPY_HEAL NEVER_HEALS
O0 AS_HEAL HEALS_UNSEEN
O0 AS_COPY_TWO BINDS_BY_STORE
O0 AS_C_PENDING DROPS_PENDING
O0 AS_WRAPS_PENDING PUTS_BACK_UNSEEN
O0 AS_COPY_FOUND FOUND_ITSELF_IS_TAKEN
O0 AS_COPY_REPLACE TAKES_ITSELF_OUT
O0 AS_STALE_GIVE ENDS_PENDING
O0 AS_STALE_GIVE SLOT_THEN_STATE
O0 AS_STALE_GIVE GIVES_FROM_SLOT
O0 STACK NO_TAG
O0 STACK WRAP=2
O0 STACK PUSHES_ANYWAY'
# What C must not do: a handler is lost.
limits='
O0 AS_WRAPS_GIVE GIVES_LATE
O0 AS_STALE_GIVE_UNREGISTER
O0 AS_C_TWICE_AT_ONCE'
large='
O2 AS_C
O2 AS_C_REPLACE
O2 AS_REPLACE_CLOSE_1
O2 AS_REPLACE_CLOSE_2
O2 AS_REPLACE_CLOSE_3
O2 AS_WRAPS_LATE
O2 AS_CLOSE
O2 AS_CLOSE_TWICE
O2 STACK THREADS=2 ROUNDS=5'

search() { # right or wrong, optimisation, definitions
  local wanted=$1 optimisation=$2 directory output result
  shift 2
  directory=$(mktemp -d)
  cp stubs.pml "$directory"
  cd "$directory"
  if output=$(spin -a "${@/#/-D}" stubs.pml 2>&1) &&
    output=$(gcc "-$optimisation" -DSAFETY -DCOLLAPSE "-DMEMLIM=${MODEL_MEMORY:-8000}" -DVECTORSZ=2048 -w -o pan pan.c 2>&1); then
    output=$(./pan -m1000000 -n 2>&1) || true
  fi
  cd / && rm -r "$directory"
  result=failed
  if grep -q '^pan:1: assertion violated' <<< "$output"; then
    result=wrong
  elif grep -q 'errors: 0$' <<< "$output" && grep -q 'Full statespace search' <<< "$output" &&
    ! grep -qi 'search not completed\|max search depth\|reached -DMEMLIM\|out of memory' <<< "$output"; then
    result=right
  fi
  if [ $result = "$wanted" ]; then
    echo "$result as it must be: $* ($(sed -n 's/ *\([0-9.e+]*\) states, stored.*/\1/p' <<< "$output") states)"
  else
    echo "$* must be $wanted, is $result:"
    echo "$output"
    return 255 # xargs ends
  fi
}
export -f search

list() { # right or wrong; lines of searches from the input
  sed "/./!d; s/^/$1 /"
}
case ${1:-all} in
  quick) list right <<< "$right_quick"; list wrong <<< "$plants_quick" ;;
  all)
    list right <<< "$right$right_quick"
    list wrong <<< "$plants$plants_quick$limits" ;;
  large) list right <<< "$large" ;;
  *) sed -n 3,4p "$0"; exit 2 ;;
esac | xargs -P 2 -I{} bash -c 'search {}'
