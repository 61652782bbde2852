# SPDX-License-Identifier: Apache-2.0
# Plants a bug in the header, and passes only if the test finds it, for the right reason:
#   cmake -DCOMPILER=... -DFLAGS=... -DINCLUDE=... -DTEST=test.c -DFIND=... -DPLANT=... -DEXPECT=...
#         -DDIRECTORY=... -P Mutant.cmake
# FIND and PLANT are plain text; EXPECT is a regular expression.
file(READ ${INCLUDE}/handler_table.h header)
string(REPLACE "${FIND}" "${PLANT}" mutant "${header}")
if(mutant STREQUAL header)
  message(FATAL_ERROR "the header has no longer this text: ${FIND}")
endif()
file(WRITE ${DIRECTORY}/handler_table.h "${mutant}")
separate_arguments(FLAGS)
execute_process(
  COMMAND ${COMPILER} -std=gnu11 -g -O2 -pthread ${FLAGS} -I${DIRECTORY} ${TEST} -o ${DIRECTORY}/test
  RESULT_VARIABLE failed
  ERROR_VARIABLE output)
if(failed)
  message(FATAL_ERROR "the mutant does not compile:\n${output}")
endif()
execute_process(
  COMMAND ${DIRECTORY}/test
  RESULT_VARIABLE failed
  OUTPUT_VARIABLE output
  ERROR_VARIABLE output
  TIMEOUT 60)
if(NOT failed)
  message(FATAL_ERROR "the test passes with the bug")
elseif(NOT "${failed} ${output}" MATCHES "${EXPECT}")
  message(FATAL_ERROR "the test fails, but not for the bug:\n${output}")
endif()
