# SPDX-License-Identifier: Apache-2.0
# Every test must find the bug that it is there for: in the header, or in another file.
# ht_mutant(name test flags find plant expect [file])
function(ht_mutant name test flags find plant expect)
  set(file ${include}/handler_table.h)
  if(ARGN)
    set(file ${CMAKE_CURRENT_SOURCE_DIR}/${ARGN})
  endif()
  add_test(
    NAME mutant.${name}
    COMMAND
      ${CMAKE_COMMAND} -DCOMPILER=${CMAKE_C_COMPILER} -DFLAGS=${flags} -DINCLUDE=${include}
      -DTEST=${CMAKE_CURRENT_SOURCE_DIR}/${test}.c -DFILE=${file} -DFIND=${find} -DPLANT=${plant}
      -DEXPECT=${expect} -DDIRECTORY=${CMAKE_CURRENT_BINARY_DIR}/mutant.${name} -P
      ${PROJECT_SOURCE_DIR}/../cmake/Mutant.cmake)
endfunction()

if(HT_HAS_TSAN)
  set(race "WARNING: ThreadSanitizer: data race")
  # The crate's orders: what the registrant wrote is not published.
  ht_mutant(acquire_only_register publication -fsanitize=thread
            "HT_STD(memory_order_acq_rel), HT_STD(memory_order_relaxed)"
            "HT_STD(memory_order_acquire), HT_STD(memory_order_relaxed)" ${race})
  ht_mutant(release_only_register publication -fsanitize=thread
            "HT_STD(memory_order_acq_rel), HT_STD(memory_order_relaxed)"
            "HT_STD(memory_order_release), HT_STD(memory_order_relaxed)" ${race})
  ht_mutant(acquire_only_unregister publication -fsanitize=thread
            "(word, value, HT_STD(memory_order_acq_rel))"
            "(word, value, HT_STD(memory_order_acquire))" ${race})
  # Of ht_replace alone: neither what it puts in is published, nor is seen what it takes out.
  foreach(order acquire release)
    ht_mutant(${order}_only_replace publication -fsanitize=thread
              "ht_word_exchange_acq_rel(ht_slot(table, index), word)"
              "HT_STD(atomic_exchange_explicit)(ht_slot(table, index), word, HT_STD(memory_order_${order}))"
              ${race})
  endforeach()
  ht_mutant(relaxed_handle publication -fsanitize=thread
            "(word, HT_STD(memory_order_acquire))" "(word, HT_STD(memory_order_relaxed))" ${race})
  set(given "-fsanitize=thread -Wl,--wrap=malloc")
  ht_mutant(given_plain given ${given}
            "ht_word_compare_and_set_acq_rel(&ht_given_last, given->next, (uintptr_t)given)"
            "(*(volatile uintptr_t *)&ht_given_last = (uintptr_t)given)" ${race} ../jni/given.c)
  ht_mutant(given_relaxed given ${given}
            "ht_word_compare_and_set_acq_rel(&ht_given_last, given->next, (uintptr_t)given)"
            "atomic_compare_exchange_strong_explicit(&ht_given_last, &given->next, (uintptr_t)given, memory_order_relaxed, memory_order_relaxed)"
            ${race} ../jni/given.c)
endif()
ht_mutant(register_in_two_steps race "-include sched.h"
          "ht_word_compare_and_set_acq_rel(ht_slot(table, index), 0, HT_CAST(uintptr_t, handler))"
          "!ht_word_load_acquire(ht_slot(table, index)) && (sched_yield(), true) && (ht_word_store_release(ht_slot(table, index), HT_CAST(uintptr_t, handler)), true)"
          "race.c:[0-9]+: does not hold: .*(one_winner|shared)")
ht_mutant(unregister_in_two_steps storm ""
          "? ht_word_exchange_acq_rel(ht_slot(table, index), 0)"
          "? ht_word_load_acquire(ht_slot(table, index)) + 0 * ht_word_exchange_acq_rel(ht_slot(table, index), 0)"
          "storm.c:[0-9]+: does not hold: .*taken")
set(replace_in_two_steps
    "ht_word_load_acquire(ht_slot(table, index)) + 0 * ht_word_exchange_acq_rel(ht_slot(table, index), word)")
ht_mutant(replace_in_two_steps storm "" "ht_word_exchange_acq_rel(ht_slot(table, index), word)"
          ${replace_in_two_steps} "storm.c:[0-9]+: does not hold: .*taken")
ht_mutant(replace_beyond contract "" "index >= ht_capacity(table) ||" "index > ht_capacity(table) ||"
          "contract.c:[0-9]+: does not hold|egmentation")
ht_mutant(replace_by_null contract "" "index >= ht_capacity(table) || !handler"
          "index >= ht_capacity(table)" "contract.c:[0-9]+: does not hold")
ht_mutant(given_twice given -Wl,--wrap=malloc "ht_word_exchange_acq_rel(&ht_given_last, 0)"
          "ht_word_load_acquire(&ht_given_last) + 0 * ht_word_exchange_acq_rel(&ht_given_last, 0)"
          "given.c:[0-9]+: does not hold|free|bort|egmentation" ../jni/given.c)
ht_mutant(given_without_memory given -Wl,--wrap=malloc "if (!given)" "if (false)" "egmentation"
          ../jni/given.c)
ht_mutant(gives_beyond contract "" "stubs < span)" "stubs <= span)"
          "contract.c:[0-9]+: does not hold|egmentation")
ht_mutant(bound_off_by_one contract "" "index < ht_capacity(table) ? ht_word_load"
          "index <= ht_capacity(table) ? ht_word_load" "contract.c:[0-9]+: does not hold|egmentation")
