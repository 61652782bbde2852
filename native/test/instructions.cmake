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

# ht_instructions(name compiler flags register exchange handle [directory of the header])
function(ht_instructions name compiler flags register exchange handle)
  if(NOT compiler)
    ht_unavailable(instructions.${name} "no such compiler, or not of the version that this is written for")
    return()
  endif()
  set(header ${include})
  if(ARGN)
    set(header ${ARGN})
  endif()
  add_test(
    NAME instructions.${name}
    COMMAND
      ${CMAKE_COMMAND} -DCOMPILER=${compiler} -DFLAGS=${flags} -DINCLUDE=${header}
      -DSOURCE=${CMAKE_CURRENT_SOURCE_DIR}/instructions.c -DREGISTER=${register}
      -DEXCHANGE=${exchange} -DHANDLE=${handle} -P
      ${PROJECT_SOURCE_DIR}/../cmake/Instructions.cmake)
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
