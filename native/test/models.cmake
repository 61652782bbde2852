# SPDX-License-Identifier: Apache-2.0
# The models of the orders: as they are, and each of them weakened.
find_path(RELACY relacy/relacy.hpp)
foreach(model publication pending)
  if(RELACY AND GXX)
    add_test(
      NAME model.${model}
      COMMAND
        sh -c
        "${GXX} -std=c++17 -w -I${RELACY} ${CMAKE_CURRENT_SOURCE_DIR}/models/${model}.cpp -o model.${model} && ./model.${model}"
    )
  else()
    ht_unavailable(model.${model} "no Relacy, or no C++ compiler")
  endif()
endforeach()

# The models of the steps of a pending set: quick searches, as they are and with planted bugs.
# .ci/long makes the large ones.
find_program(SPIN spin)
set(searches
    "right wake.pml"
    "right wake.pml TIME_OUTS"
    "wrong wake.pml BUG_COUNTS_LATE"
    "wrong wake.pml BUG_LOOKS_LATE"
    "wrong wake.pml BUG_TOP_STAYS"
    "wrong wake.pml BUG_WAKES_NONE"
    "right pending.pml RAISES=2 TIME_OUTS=1"
    "right pending.pml RAISERS=2 INDEX_1=2 CURSOR BUDGET=1"
    "right pending.pml LEVELS=2 RAISERS=2 INDEX_1=2"
    "wrong pending.pml RAISERS=2 KILLS BUG_SKIPS_SET"
    "wrong pending.pml RAISERS=2 INDEX_1=1 KILLS BUG_SKIPS_WORD"
    "wrong pending.pml RAISERS=2 INDEX_1=1 KILLS BUG_STOPS"
    "wrong pending.pml MASKER BUG_UNMASKS_BLINDLY"
    "wrong pending.pml RAISERS=2 BUG_CLEARS_WORD_FIRST"
    "wrong pending.pml RAISERS=2 BUG_CLEANS_BLINDLY"
    "wrong pending.pml BUG_WAKES_NONE"
    "wrong pending.pml BUG_SLEEPS_BLINDLY"
    "wrong pending.pml BUG_HANDLES_FULL"
    "wrong pending.pml RAISERS=2 INDEX_0=2 KILLS BUG_UNMARKS_FIRST"
    "wrong pending.pml CONSUMERS=2 KILLS_CONSUMER BUG_NO_RESCAN")
if(NOT SPIN)
  ht_unavailable(model.steps "no SPIN")
elseif(NOT HT_TSAN AND NOT HT_ASAN_UBSAN) # once is enough
  foreach(search ${searches})
    separate_arguments(arguments UNIX_COMMAND "${search}")
    list(POP_FRONT arguments wanted model)
    string(REPLACE ";" "." name "${model};${arguments}")
    add_test(NAME model.${name}
             COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/models/search.sh ${wanted}
                     ${CMAKE_CURRENT_SOURCE_DIR}/models/${model} ${arguments})
  endforeach()
endif()
