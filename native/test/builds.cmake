# SPDX-License-Identifier: Apache-2.0
# How users build with the header and the libraries.
set(include ${CMAKE_CURRENT_SOURCE_DIR}/../include)
set(strict @${HT_OPTIONS}/warnings -Werror)

# The headers in every language that they are written for, by every compiler that is here.
foreach(standard c11 c17)
  list(APPEND builds "${CMAKE_C_COMPILER} c ${standard}" "${CLANG} c ${standard}")
endforeach()
foreach(standard c++17 c++20)
  list(APPEND builds "${GXX} c++ ${standard}" "${CLANGXX} c++ ${standard}")
endforeach()
# What users are warned of is nothing of the headers'.
set(users_c -Wcast-qual -Wbad-function-cast -Wdeclaration-after-statement -Wredundant-decls -Wundef)
set(users_c++ -Wcast-qual -Wold-style-cast -Wzero-as-null-pointer-constant -Wundef)
foreach(build ${builds})
  separate_arguments(build)
  list(GET build 0 compiler)
  list(GET build 1 language)
  list(GET build 2 standard)
  get_filename_component(name ${compiler} NAME)
  if(compiler)
    add_test(NAME header.${standard}.${name}
             COMMAND ${compiler} -x ${language} -std=${standard} ${strict} ${users_${language}}
                     -fsyntax-only
                     ${include}/handler_table.h ${include}/handler_table_pending.h)
  else()
    ht_unavailable(header.${standard}.${name} "no such compiler")
  endif()
endforeach()

# An older standard is refused in words.
set(old_builds "${CMAKE_C_COMPILER} c c99")
if(GXX AND NOT CMAKE_CROSSCOMPILING)
  list(APPEND old_builds "${GXX} c++ c++14")
endif()
foreach(build ${old_builds})
  separate_arguments(build)
  list(GET build 0 compiler)
  list(GET build 1 language)
  list(GET build 2 standard)
  add_test(NAME refused.${standard} COMMAND ${compiler} -x ${language} -std=${standard} -E
                                            ${include}/handler_table.h)
  set_tests_properties(refused.${standard} PROPERTIES PASS_REGULAR_EXPRESSION
                                                      "needs C11 or C\\+\\+17, or later")
endforeach()

# The headers alone, without optimisation, linked with nothing of ours.
foreach(test contract pending)
  add_test(NAME header_alone.${test}
           COMMAND ${CMAKE_C_COMPILER} -std=c11 -O0 ${strict} -pthread -I${include}
                   ${CMAKE_CURRENT_SOURCE_DIR}/${test}.c -o header_alone.${test})
endforeach()

# A user without C: the shared library, by dlsym; and nothing but the operations is to be seen.
ht_program(by_name plain SOURCES by_name.c)
add_test(NAME by_name COMMAND by_name $<TARGET_FILE:handler_table_shared>)
find_program(NM nm)
add_test(NAME exports COMMAND ${NM} -D --defined-only $<TARGET_FILE:handler_table_shared>)
set(operations
    capacity create destroy give_back handle handle_all handle_pending is_masked is_pending mask
    pending_attach pending_capacity pending_create pending_destroy pending_init pending_size
    raise register replace rescan slots unmask unregister wait wake wake_count
    word_at)
list(TRANSFORM operations REPLACE "(.+)" "[0-9a-f]+ [TA] ht_\\1\n")
string(JOIN "" operations ${operations})
set_tests_properties(exports PROPERTIES PASS_REGULAR_EXPRESSION "^${operations}$")

# Outside projects, against the installed tree.
set(prefix ${CMAKE_CURRENT_BINARY_DIR}/prefix)
add_test(NAME install COMMAND ${CMAKE_COMMAND} --install ${PROJECT_BINARY_DIR} --prefix ${prefix})
set_tests_properties(install PROPERTIES FIXTURES_SETUP installed)
foreach(shared OFF ON)
  foreach(language C CXX)
    if(language STREQUAL "CXX" AND (NOT GXX OR CMAKE_CROSSCOMPILING))
      continue()
    endif()
    set(name find_package.${language}.shared_${shared})
    add_test(
      NAME ${name}
      COMMAND
        ${CMAKE_CTEST_COMMAND} --build-and-test ${CMAKE_CURRENT_SOURCE_DIR}/consumer
        ${CMAKE_CURRENT_BINARY_DIR}/${name} --build-generator ${CMAKE_GENERATOR} --build-options
        -DLANGUAGE=${language} -DCMAKE_PREFIX_PATH=${prefix} -DBUILD_SHARED_LIBS=${shared}
        -DCMAKE_TOOLCHAIN_FILE=${CMAKE_TOOLCHAIN_FILE} --test-command ${CMAKE_CTEST_COMMAND}
        --output-on-failure)
    set_tests_properties(${name} PROPERTIES FIXTURES_REQUIRED installed)
  endforeach()
endforeach()
find_program(PKG_CONFIG pkg-config)
string(REPLACE ";" " " emulator "${CMAKE_CROSSCOMPILING_EMULATOR}")
string(REPLACE ";" " " sanitizer_flags "${HT_SANITIZER}")
if(PKG_CONFIG)
  add_test(
    NAME pkg_config
    COMMAND
      sh -ec
      "flags=$(PKG_CONFIG_PATH=${prefix}/${CMAKE_INSTALL_LIBDIR}/pkgconfig ${PKG_CONFIG} --cflags --libs handler_table)
       ${CMAKE_C_COMPILER} -std=c11 consumer/main.c ${sanitizer_flags} $flags -Wl,-rpath,${prefix}/${CMAKE_INSTALL_LIBDIR} -o ${CMAKE_CURRENT_BINARY_DIR}/by_pkg_config
       ${emulator} ${CMAKE_CURRENT_BINARY_DIR}/by_pkg_config"
    WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
  set_tests_properties(pkg_config PROPERTIES FIXTURES_REQUIRED installed)
  # Debian's library directory has two levels, and where the prefix is /usr that is the default.
  set(elsewhere ${CMAKE_CURRENT_BINARY_DIR}/elsewhere)
  add_test(
    NAME pkg_config.two_levels
    COMMAND
      sh -ec
      "${CMAKE_COMMAND} -S .. -B ${elsewhere} -DHT_TESTS=OFF -DCMAKE_TOOLCHAIN_FILE=${CMAKE_TOOLCHAIN_FILE} -DCMAKE_INSTALL_PREFIX=${elsewhere}/prefix -DCMAKE_INSTALL_LIBDIR=lib/some
       ${CMAKE_COMMAND} --build ${elsewhere}
       ${CMAKE_COMMAND} --install ${elsewhere}
       export PKG_CONFIG_PATH=${elsewhere}/prefix/lib/some/pkgconfig
       test -f $(${PKG_CONFIG} --variable=includedir handler_table)/handler_table_pending.h
       test -f $(${PKG_CONFIG} --variable=libdir handler_table)/libhandler_table.so"
    WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
else()
  ht_unavailable(pkg_config "no pkg-config")
endif()
