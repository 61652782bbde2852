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
set(jni ${PROJECT_SOURCE_DIR}/jni)
ht_mutant(maps_over_what_was_there sets
          "-Wl,--wrap=mmap,--wrap=mremap ${jni}/raisers.c ${jni}/pages.c ${jni}/stubs.c ${jni}/trampolines.S"
          "void *zeros = map_zeros(bytes)\;"
          "return mmap(memory, bytes, PROT_READ | PROT_WRITE, MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED\; void *zeros = NULL\;"
          "does not hold: mappings" ../jni/sets.c)
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

# Of a pending set; once is enough.
if(HT_TSAN OR HT_ASAN_UBSAN)
  return()
endif()
function(ht_pending_mutant name test flags find plant expect)
  ht_mutant(pending_${name} ${test} "${flags}" "${find}" "${plant}" "${expect}"
            ../include/handler_table_pending${ARGN}.h)
endfunction()

set(fails "c:[0-9]+: does not hold")
set(set_bit "ht_bits_or_seq_cst(&group->pending, bit)\;")
if(HT_HAS_TSAN)
  ht_pending_mutant(relaxed_raise pending_publication -fsanitize=thread
                    "HT_STD(atomic_fetch_or_explicit)(bits, value, HT_STD(memory_order_seq_cst))"
                    "HT_STD(atomic_fetch_or_explicit)(bits, value, HT_STD(memory_order_relaxed))"
                    ${race} _words)
  ht_pending_mutant(relaxed_take pending_publication -fsanitize=thread
                    "(bits, value, HT_STD(memory_order_acquire))"
                    "(bits, value, HT_STD(memory_order_relaxed))" ${race} _words)
  # The bit is looked at, and not set again.
  ht_pending_mutant(raise_without_publication pending_publication -fsanitize=thread "${set_bit}"
                    "if (!(ht_bits_load_seq_cst(&group->pending) & bit)) ${set_bit}" ${race} _steps)
  ht_pending_mutant(relaxed_wake pending_publication -fsanitize=thread
                    "HT_STD(atomic_fetch_add_explicit)(half, value, HT_STD(memory_order_seq_cst))"
                    "HT_STD(atomic_fetch_add_explicit)(half, value, HT_STD(memory_order_relaxed))"
                    ${race} _words)
endif()
# Where the bit is set, or the word not 0, or a level set: as if who did that had come to the end.
ht_pending_mutant(skips_set pending "" "${set_bit}"
                  "if (atomic_fetch_or(&group->pending, bit) & bit) return true\;" ${fails} _steps)
ht_pending_mutant(skips_word pending "" "${set_bit}"
                  "if (atomic_fetch_or(&group->pending, bit) & ~bit) return true\;" ${fails} _steps)
set(from_1 "    if (from == 1)\n")
set(stops
    "if (ht_bits_load_seq_cst(ht_pending_summary(set, capacity, from, group)) & ht_pending_bit(from, group)) return\;\n")
ht_pending_mutant(stops pending "" "${from_1}" "${stops}${from_1}" ${fails} _steps)
ht_pending_mutant(stops_in_step pending_steps -D_GNU_SOURCE "${from_1}" "${stops}${from_1}" ${fails}
                  _steps)
ht_pending_mutant(unmasks_blindly pending "" "if (ht_bits_load_seq_cst(&group->pending) & bit)"
                  "if (false)" ${fails} _steps)
ht_pending_mutant(cleans_blindly pending_steps "" "            ht_pending_up(set, capacity, level, group)\;"
                  "" ${fails} _steps)
ht_pending_mutant(cleans_top_blindly pending_steps ""
                  "    if (ht_bits_load_seq_cst(&set->root))\n        ht_pending_up_top(set)\;" ""
                  ${fails} _steps)
ht_pending_mutant(clears_group_first pending_steps "" "    if (!ready)\n"
                  "    if (wanted) { wanted = ht_bits_and_acquire(&ht_pending_group(set, group)->pending, ~wanted) & wanted\; ht_bits_and_seq_cst(ht_pending_summary(set, capacity, 1, group), ~ht_pending_bit(1, group))\; return wanted\; }\n    if (!ready)\n"
                  ${fails} _steps)
ht_pending_mutant(hides_what_it_takes pending_wait -DPATIENCE=3
                  "handled += ht_handle_all(table, indexes, n)\;"
                  "uint64_t all = atomic_exchange(&set->root, 0)\; handled += ht_handle_all(table, indexes, n)\; atomic_fetch_or(&set->root, all)\;"
                  "lost in leaves_the_rest")
ht_pending_mutant(unmarks_first pending_steps "" "        ht_pending_wake_all(set)\;"
                  "        atomic_fetch_and(&set->top, ~2u)\; ht_pending_wake_all(set)\;" ${fails} _steps)
ht_pending_mutant(wakes_one pending_wait -DPATIENCE=3 "most = INT_MAX" "most = 1" "lost in ends_for_all"
                  _steps)
ht_pending_mutant(loses_wake pending_wait -DPATIENCE=3 "(&set->wakes) != wake_count" "(&set->wakes) != wake_count && 0"
                  "lost in ends_by_a_wake_before")
ht_pending_mutant(waits_for_nobody pending_wait -DPATIENCE=3 "if (!ht_bits_load_seq_cst(&set->abi))" "if (false)"
                  "lost in ends_where")
ht_pending_mutant(turns_for_nobody pending_wait -DPATIENCE=3
                  "if (top & HT_PENDING_ANY && ht_bits_load_seq_cst(&set->abi))" "if (top & HT_PENDING_ANY)"
                  "lost in ends_where")
ht_pending_mutant(changes_errno pending_wait "" "            errno = kept\;" "" ${fails})
ht_pending_mutant(begins_at_0 pending "" "ht_half_store_relaxed(&set->cursor, indexes[n - 1] + 1)\;" ""
                  ${fails})
ht_pending_mutant(attaches_cut pending "" "size && size <= bytes" "size" ${fails})
ht_pending_mutant(raises_beyond pending "" "index >= capacity" "index > capacity" ${fails} _steps)
ht_pending_mutant(rescans_nothing pending "" "group < HT_PENDING_HOLD(capacity)\; group++" "group < 0\; group++"
                  ${fails} _steps)
ht_pending_mutant(takes_twice pending "" "range &= ht_pending_index_bit(to) - 1"
                  "range &= ht_pending_index_bit(to) * 2 - 1" ${fails} _steps)
ht_pending_mutant(overspends pending_model "" "if (budget < 64)" "if (budget < 2)" ${fails} _steps)
ht_pending_mutant(leaves_the_next pending "" "indexes[n - 1] + 1 : (group + 1) * 64"
                  "indexes[n - 1] + 1 : (group + 2) * 64" ${fails} _steps)
ht_pending_mutant(keeps_mark pending_steps "" "        if (top & HT_PENDING_ANY)\n" "        if (false)\n"
                  ${fails} _steps)
