# SPDX-License-Identifier: Apache-2.0
# What the orders of register, unregister, replace and handle become, on every target.
find_program(AARCH64_GCC aarch64-linux-gnu-gcc)
find_program(RISCV64_GCC riscv64-linux-gnu-gcc)
if(RISCV64_GCC)
  execute_process(COMMAND ${RISCV64_GCC} -dumpversion OUTPUT_VARIABLE version)
  if(version VERSION_GREATER_EQUAL 14)
    set(RISCV64_GCC "") # what stands below is what earlier ones need
  endif()
endif()

# ht_instructions_of(source name compiler flags wanted [directory of the headers])
function(ht_instructions_of source name compiler flags wanted)
  if(NOT compiler)
    ht_unavailable(${source}.${name} "no such compiler, or not of the version that this is written for")
    return()
  endif()
  set(headers ${include})
  if(ARGN)
    set(headers ${ARGN})
  endif()
  add_test(
    NAME ${source}.${name}
    COMMAND
      ${CMAKE_COMMAND} -DCOMPILER=${compiler} -DFLAGS=${flags} -DINCLUDE=${headers}
      -DSOURCE=${CMAKE_CURRENT_SOURCE_DIR}/${source}.c -DWANTED=${wanted} -P
      ${PROJECT_SOURCE_DIR}/../cmake/Instructions.cmake)
endfunction()

# ht_instructions(name compiler flags register exchange handle [directory of the header])
function(ht_instructions name compiler flags register exchange handle)
  ht_instructions_of(
    instructions ${name} "${compiler}" "${flags}"
    "register=${register}|unregister=${exchange}|replace=${exchange}|handle=${handle}" ${ARGN})
endfunction()

set(no_lse "-march=armv8-a -mno-outline-atomics")
set(arm_libc "--target=aarch64-linux-gnu -isystem /usr/aarch64-linux-gnu/include")
set(riscv_libc
    "--target=riscv64-linux-gnu -march=rv64gc -isystem /usr/riscv64-linux-gnu/include")

if(CMAKE_SYSTEM_PROCESSOR STREQUAL x86_64)
  ht_instructions(x86_64.gcc "${CMAKE_C_COMPILER}" "" "lock cmpxchgq" "xchgq" "")
  ht_instructions(x86_64.clang "${CLANG}" "" "lock cmpxchgq" "xchgq" "")
endif()
ht_instructions(aarch64.gcc "${AARCH64_GCC}" "${no_lse}" "ldaxr, stlxr" "ldaxr, stlxr" "ldar")
ht_instructions(aarch64_lse.gcc "${AARCH64_GCC}" -march=armv8.1-a "casal" "swpal" "ldar")
ht_instructions(aarch64.clang "${CLANG}" "${arm_libc} ${no_lse}" "ldaxr, stlxr" "ldaxr, stlxr"
                "ldar")
ht_instructions(aarch64_lse.clang "${CLANG}" "${arm_libc} -march=armv8.1-a" "casal" "swpal" "ldar")
# The fence makes up for the release that GCC 12 leaves out of sc.d: see handler_table.h.
ht_instructions(riscv64.gcc "${RISCV64_GCC}" "" "fence iorw,iorw, lr.d, sc.d.aq"
                "fence iorw,ow, amoswap.d.aq" "fence iorw,iorw")
ht_instructions(riscv64.clang "${CLANG}" "${riscv_libc}" "lr.d.aq, sc.d.rl" "amoswap.d.aqrl"
                "fence r, rw")

# A weakened order is to be seen: without the fence, with the crate's acquire alone, and with an
# exchange that only acquires. (On x86-64 each of them is the same instruction.)
file(READ ${include}/handler_table.h header)
set(weakened ${CMAKE_CURRENT_BINARY_DIR}/weakened)
string(REPLACE "HT_STD(atomic_thread_fence)(HT_STD(memory_order_release));" "" no_fence "${header}")
file(WRITE ${weakened}/no_fence/handler_table.h "${no_fence}")
string(REPLACE "HT_STD(memory_order_acq_rel), HT_STD(memory_order_relaxed)"
               "HT_STD(memory_order_acquire), HT_STD(memory_order_relaxed)" acquire "${header}")
file(WRITE ${weakened}/acquire/handler_table.h "${acquire}")
string(REPLACE "(word, value, HT_STD(memory_order_acq_rel))"
               "(word, value, HT_STD(memory_order_acquire))" exchange "${header}")
file(WRITE ${weakened}/exchange/handler_table.h "${exchange}")
ht_instructions(riscv64.gcc.no_fence "${RISCV64_GCC}" "" "lr.d, sc.d.aq"
                "fence iorw,ow, amoswap.d.aq" "fence iorw,iorw" ${weakened}/no_fence)
ht_instructions(aarch64.gcc.acquire "${AARCH64_GCC}" "${no_lse}" "ldaxr, stxr" "ldaxr, stlxr"
                "ldar" ${weakened}/acquire)
ht_instructions(aarch64_lse.gcc.acquire "${AARCH64_GCC}" -march=armv8.1-a "casa" "swpal" "ldar"
                ${weakened}/acquire)
ht_instructions(aarch64.gcc.exchange "${AARCH64_GCC}" "${no_lse}" "ldaxr, stlxr" "ldaxr, stxr"
                "ldar" ${weakened}/exchange)
ht_instructions(aarch64_lse.gcc.exchange "${AARCH64_GCC}" -march=armv8.1-a "casal" "swpa" "ldar"
                ${weakened}/exchange)
ht_instructions(aarch64.clang.exchange "${CLANG}" "${arm_libc} ${no_lse}" "ldaxr, stlxr"
                "ldaxr, stxr" "ldar" ${weakened}/exchange)
ht_instructions(riscv64.gcc.exchange "${RISCV64_GCC}" "" "fence iorw,iorw, lr.d, sc.d.aq"
                "amoswap.d.aq" "fence iorw,iorw" ${weakened}/exchange)
ht_instructions(riscv64.clang.exchange "${CLANG}" "${riscv_libc}" "lr.d.aq, sc.d.rl"
                "amoswap.d.aq" "fence r, rw" ${weakened}/exchange)

# Of a pending set, for 64 indexes; where the group's bit is announced, GCC puts the root behind the
# top. On x86-64 a raise has no loop, which would be a cmpxchgq; the cmpxchgl is the one try to
# unmark. Taking is an acquire everywhere; GCC 12 for RISC-V would lose it in a compare-and-swap.
# ht_pending_instructions(name compiler flags raise take clear change_top look [directory])
function(ht_pending_instructions name compiler flags raise take clear change_top look)
  ht_instructions_of(
    pending_instructions ${name} "${compiler}" "${flags}"
    "raise=${raise}|take=${take}|clear=${clear}|change_top=${change_top}|look=${look}" ${ARGN})
endfunction()

set(rmw "ldaxr, stlxr")
set(load "fence iorw,iorw, fence iorw,iorw")
if(CMAKE_SYSTEM_PROCESSOR STREQUAL x86_64)
  ht_pending_instructions(
    x86_64.gcc "${CMAKE_C_COMPILER}" "" "lock orq, lock orl, lock cmpxchgl, lock orq"
    "lock cmpxchgq" "lock andq" "lock cmpxchgl" "")
  ht_pending_instructions(
    x86_64.clang "${CLANG}" "" "lock orq, lock orq, lock orl, lock cmpxchgl" "lock cmpxchgq"
    "lock andq" "lock cmpxchgl" "")
endif()
set(gcc_raise "${rmw}, ldar, ldar, ldar, ${rmw}, ldar, ${rmw}, ${rmw}")
ht_pending_instructions(aarch64.gcc "${AARCH64_GCC}" "${no_lse}" "${gcc_raise}" "ldaxr, stxr"
                        "${rmw}" "${rmw}" "ldar")
ht_pending_instructions(
  aarch64_lse.gcc "${AARCH64_GCC}" -march=armv8.1-a
  "ldsetal, ldar, ldar, ldar, ldsetal, ldar, ldsetal, casal" "ldclra" "ldclral" "casal" "ldar")
ht_pending_instructions(
  aarch64.clang "${CLANG}" "${arm_libc} ${no_lse}"
  "${rmw}, ldar, ldar, ${rmw}, ldar, ${rmw}, ldar, ${rmw}" "ldaxr, stxr" "${rmw}" "${rmw}" "ldar")
ht_pending_instructions(
  aarch64_lse.clang "${CLANG}" "${arm_libc} -march=armv8.1-a"
  "ldsetal, ldar, ldar, ldsetal, ldar, ldsetal, ldar, casal" "ldclra" "ldclral" "casal" "ldar")
set(riscv64_raise
    "fence iorw,ow, amoor.d.aq, ${load}, ${load}, ${load}, fence iorw,ow, amoor.w.aq, ${load}, fence iorw,ow, lr.w.aq, sc.w.aq, fence iorw,ow, amoor.d.aq")
set(riscv64_rest "fence iorw,ow, amoand.d.aq" "fence iorw,ow, lr.w.aq, sc.w.aq" "${load}")
ht_pending_instructions(riscv64.gcc "${RISCV64_GCC}" "" "${riscv64_raise}" "amoand.d.aq"
                        ${riscv64_rest})
set(load "fence rw, rw, fence r, rw")
ht_pending_instructions(
  riscv64.clang "${CLANG}" "${riscv_libc}"
  "amoor.d.aqrl, ${load}, ${load}, amoor.d.aqrl, ${load}, amoor.w.aqrl, ${load}, lr.w.aqrl, sc.w.aqrl"
  "amoand.d.aq" "amoand.d.aqrl" "lr.w.aqrl, sc.w.aqrl" "${load}")

# A taking that does not acquire is to be seen.
file(GLOB headers ${include}/*.h)
file(COPY ${headers} DESTINATION ${weakened}/take)
file(READ ${include}/handler_table_pending_words.h header)
string(REPLACE "(bits, value, HT_STD(memory_order_acquire))"
               "(bits, value, HT_STD(memory_order_relaxed))" take "${header}")
file(WRITE ${weakened}/take/handler_table_pending_words.h "${take}")
ht_pending_instructions(riscv64.gcc.take "${RISCV64_GCC}" "" "${riscv64_raise}" "amoand.d"
                        ${riscv64_rest} ${weakened}/take)
ht_pending_instructions(
  aarch64.gcc.take "${AARCH64_GCC}" "${no_lse}" "${gcc_raise}" "ldxr, stxr" "${rmw}" "${rmw}" "ldar"
  ${weakened}/take)
