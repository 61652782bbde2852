#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Searches a model with SPIN: search.sh right|wrong MODEL DEFINITIONS... Fails unless all states were seen and none is
# wrong, or, with wrong, unless a planted bug is found: that by breadth, as a short way there is the best to read.
set -euo pipefail
wanted=$1 model=$(realpath "$2")
shift 2
directory=$(mktemp -d)
trap 'rm -r "$directory"' EXIT
cd "$directory"
spin -a "${@/#/-D}" "$model" > spin.log 2>&1 || { cat spin.log; exit 1; }
options=(-O"${MODEL_OPTIMISE:-0}" -DSAFETY -DCOLLAPSE -DMEMLIM="${MODEL_MEMORY:-6000}" -DVECTORSZ=2048 -w)
[ "$wanted" = right ] || options+=(-DBFS)
gcc "${options[@]}" -o pan pan.c
./pan -E -m2000000 -n > pan.log 2>&1 || true # -E: who was killed need not come to an end
result=failed
if grep -q '^pan:1: assertion violated' pan.log; then
  result=wrong
elif grep -q 'errors: 0$' pan.log && grep -q 'Full statespace search' pan.log &&
  ! grep -qi 'search not completed\|max search depth\|reached -DMEMLIM\|out of memory' pan.log; then
  result=right
fi
states=$(sed -n 's/ *\([0-9.e+]*\) states, stored.*/\1/p' pan.log)
echo "$(basename "$model") $*: $result, ${states:-no} states"
[ $result = "$wanted" ] || { cat pan.log; exit 1; }
