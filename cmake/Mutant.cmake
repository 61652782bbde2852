# SPDX-License-Identifier: Apache-2.0
# Plants a bug in a file, and passes only if the test finds it, for the right reason:
#   cmake -DCOMPILER=... -DFLAGS=... -DINCLUDE=... -DTEST=test.c -DFILE=... -DFIND=... -DPLANT=...
#         -DEXPECT=... -DDIRECTORY=... -P Mutant.cmake
# FILE is a header, or a source that the test is linked with. FIND and PLANT are plain text; EXPECT
# is a regular expression.
file(READ ${FILE} right)
string(REPLACE "${FIND}" "${PLANT}" mutant "${right}")
if(mutant STREQUAL right)
  message(FATAL_ERROR "${FILE} has no longer this text: ${FIND}")
endif()
get_filename_component(from ${FILE} DIRECTORY)
get_filename_component(name ${FILE} NAME)
file(GLOB headers ${INCLUDE}/*.h) # all of them, as each looks for the others beside it
file(COPY ${headers} DESTINATION ${DIRECTORY})
file(WRITE ${DIRECTORY}/${name} "${mutant}")
set(sources ${TEST})
if(name MATCHES "\\.c$")
  list(APPEND sources ${DIRECTORY}/${name})
endif()
separate_arguments(FLAGS)
execute_process(
  COMMAND ${COMPILER} -std=gnu11 -g -O2 -pthread ${FLAGS} -I${DIRECTORY} -I${from} -I${INCLUDE} ${sources}
          -o ${DIRECTORY}/test
  RESULT_VARIABLE failed
  ERROR_VARIABLE output)
if(failed)
  message(FATAL_ERROR "the mutant does not compile:\n${output}")
endif()
# A test may never end after its first data race.
execute_process(
  COMMAND ${CMAKE_COMMAND} -E env TSAN_OPTIONS=halt_on_error=1 ${DIRECTORY}/test
  RESULT_VARIABLE failed
  OUTPUT_VARIABLE output
  ERROR_VARIABLE output
  TIMEOUT 60)
if(NOT failed)
  message(FATAL_ERROR "the test passes with the bug")
elseif(NOT "${failed} ${output}" MATCHES "${EXPECT}")
  message(FATAL_ERROR "the test fails, but not for the bug:\n${output}")
endif()
