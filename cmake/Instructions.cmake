# SPDX-License-Identifier: Apache-2.0
# Compiles a source to assembly, and passes only if each function do_... has just these atomic and
# fence instructions:
#   cmake -DCOMPILER=... -DFLAGS=... -DINCLUDE=... -DSOURCE=... "-DWANTED=handle=ldar|take=..."
#         -P Instructions.cmake
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
string(REPLACE "|" ";" WANTED "${WANTED}")
foreach(operation IN LISTS WANTED)
  string(REGEX MATCH "^([a-z_]+)=(.*)$" operation "${operation}")
  set(name "${CMAKE_MATCH_1}")
  set(wanted "${CMAKE_MATCH_2}")
  string(FIND "${assembly}" "\ndo_${name}:" begin)
  string(FIND "${assembly}" "\t.size\tdo_${name}," end)
  math(EXPR length "${end} - ${begin}")
  string(SUBSTRING "${assembly}" ${begin} ${length} body)
  string(
    REGEX
      MATCHALL
      "[ \t](lock[ \t]*[a-z]+|xchg[a-z]*|mfence|ldap?r|lda?xr|stl?xr|stlr|cas[a-z]*|swp[a-z]*|dmb[ \t]+[a-z]+|fence(\\.tso)?[ \t]*[a-z]*,?[ \t]*[a-z]*|ld(set|clr)[a-z]*|lr\\.[dw][.a-z]*|sc\\.[dw][.a-z]*|amo[a-z]+\\.[dw][.a-z]*)"
      found
      "${body}")
  list(TRANSFORM found STRIP)
  string(REGEX REPLACE "[ \t]+" " " found "${found}")
  string(REPLACE ";" ", " found "${found}")
  if(NOT found STREQUAL wanted)
    message(SEND_ERROR "${name} has: ${found}\nand not: ${wanted}\n")
  endif()
endforeach()
