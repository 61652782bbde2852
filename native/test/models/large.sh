#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The searches of pending.pml that are too large for a test: some GB and a quarter of an hour. Those in models.cmake
# are the quick ones.
set -euo pipefail
cd "$(dirname "$0")"
export MODEL_OPTIMISE=2
xargs -d '\n' -I{} bash -c './search.sh {}' << 'END'
wrong pending.pml RAISERS=2 RAISES=2 KILLS BUG_TOP_DOWN
wrong pending.pml LEVELS=2 RAISERS=2 INDEX_1=2 KILLS BUG_STOPS
wrong pending.pml RAISERS=2 INDEX_1=2 CONSUMERS=2 BLOCKS NO_LOOK BUG_WAKES_ONE
wrong pending.pml RAISERS=2 INDEX_1=2 CONSUMERS=2 BLOCKS NO_LOOK BUG_TAKES_SUMMARY
wrong pending.pml RAISERS=2 RAISES=2 INDEX_1=2 KILLS BUG_NO_GENERATION
right pending.pml RAISERS=2 RAISES=2
right pending.pml RAISERS=2 RAISES=2 INDEX_1=1 BUDGET=2 CURSOR
right pending.pml SIGNAL=0 RAISES=2
right pending.pml SIGNAL=1 RAISES=2
right pending.pml SIGNAL=2 RAISES=2
right pending.pml MASKER RAISES=2
right pending.pml RAISERS=2 INDEX_0=2 KILLS
right pending.pml RAISERS=2 KILLS
right pending.pml RAISERS=2 INDEX_0=1 KILLS
right pending.pml RAISERS=2 RAISES=2 INDEX_1=2 KILLS
right pending.pml LEVELS=2 RAISERS=2 INDEX_1=2 KILLS
right pending.pml LEVELS=2 RAISERS=2 INDEX_1=6
right pending.pml LEVELS=2 MASKER RAISES=2
right pending.pml CONSUMERS=2 RAISES=2
right pending.pml CONSUMERS=2 KILLS_CONSUMER
right pending.pml LEVELS=2 CONSUMERS=2 KILLS_CONSUMER
END
