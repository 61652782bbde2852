# SPDX-License-Identifier: Apache-2.0
# The JNI bridge under the fake JVM: of the JDK it takes the headers, and what javac makes of Native and Layout.
find_program(JAVAC javac HINTS ENV JAVA_HOME PATH_SUFFIXES bin)
get_filename_component(jdk "${JAVAC}" REALPATH)
get_filename_component(jdk "${jdk}/../.." ABSOLUTE)
if(EXISTS ${jdk}/include/jni.h)
  set(internal ${CMAKE_CURRENT_SOURCE_DIR}/../../java/src/main/java/io/github/handlertable/internal)
  set(headers ${CMAKE_CURRENT_BINARY_DIR}/headers)
  file(GLOB java CONFIGURE_DEPENDS ${internal}/*.java)
  set(generated ${headers}/io_github_handlertable_internal_Native.h
                ${headers}/io_github_handlertable_internal_Layout.h)
  add_custom_command(
    OUTPUT ${generated}
    COMMAND ${JAVAC} -h ${headers} -d ${headers} ${java}
    DEPENDS ${java})
  add_custom_target(jni_headers DEPENDS ${generated})
  list(TRANSFORM HT_JNI_SOURCES PREPEND ../ OUTPUT_VARIABLE bridge)
  enable_language(ASM)
  ht_test(
    bridge
    SOURCES bridge.c bridge_ends.c fake_jvm.c ${bridge} ${core}
    INCLUDES ${jdk}/include ${jdk}/include/linux ${headers}
    ARGS jni foreign foreign_no_key foreign_stale_key)
  ht_test(stack SOURCES stack.c INCLUDES ${jdk}/include ${jdk}/include/linux)
  foreach(variant ${variants})
    add_dependencies(bridge.${variant} jni_headers)
  endforeach()
else()
  ht_unavailable(bridge "no JDK; set JAVA_HOME")
endif()
