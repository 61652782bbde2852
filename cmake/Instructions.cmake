# SPDX-License-Identifier: Apache-2.0
# Compiles instructions.c to assembly, and passes only if each operation has just these atomic and
# fence instructions; unregister and replace are the same exchange:
#   cmake -DCOMPILER=... -DFLAGS=... -DINCLUDE=... -DSOURCE=... -DREGISTER=... -DEXCHANGE=...
#         -DHANDLE=... -P Instructions.cmake
separate_arguments(FLAGS)
execute_process(
  COMMAND ${COMPILER} -std=c11 -O2 ${FLAGS} -I${INCLUDE} -S ${SOURCE} -o -
  RESULT_VARIABLE failed
  OUTPUT_VARIABLE assembly
  ERROR_VARIABLE errors)
if(failed)
  message(FATAL_ERROR "does not compile:\n${errors}")
endif()
string(REPLACE ";" " " assembly "${assembly}")
set(UNREGISTER "${EXCHANGE}")
set(REPLACE "${EXCHANGE}")
foreach(operation REGISTER UNREGISTER REPLACE HANDLE)
  string(TOLOWER ${operation} name)
  string(FIND "${assembly}" "\ndo_${name}:" begin)
  string(FIND "${assembly}" "\t.size\tdo_${name}," end)
  math(EXPR length "${end} - ${begin}")
  string(SUBSTRING "${assembly}" ${begin} ${length} body)
  string(
    REGEX
      MATCHALL
      "[ \t](lock[ \t]*[a-z]+|xchg[a-z]*|mfence|ldap?r|lda?xr|stl?xr|stlr|cas[a-z]*|swp[a-z]*|dmb[ \t]+[a-z]+|fence(\\.tso)?[ \t]*[a-z]*,?[ \t]*[a-z]*|lr\\.d[.a-z]*|sc\\.d[.a-z]*|amo[a-z]+\\.d[.a-z]*)"
      found
      "${body}")
  list(TRANSFORM found STRIP)
  string(REGEX REPLACE "[ \t]+" " " found "${found}")
  string(REPLACE ";" ", " found "${found}")
  if(NOT found STREQUAL "${${operation}}")
    message(SEND_ERROR "${name} has: ${found}\nand not: ${${operation}}\n")
  endif()
endforeach()
