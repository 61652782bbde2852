# SPDX-License-Identifier: Apache-2.0
# How all of our C is compiled. What Maven's builds have as well stands in native/options.
set(HT_OPTIONS ${CMAKE_CURRENT_LIST_DIR}/../native/options)

set(HT_TSAN_FLAGS -fsanitize=thread)
set(HT_ASAN_UBSAN_FLAGS -fsanitize=address,undefined -fno-sanitize-recover=all)
set(HT_SANITIZER "")
if(HT_TSAN AND HT_ASAN_UBSAN)
  message(FATAL_ERROR "HT_TSAN and HT_ASAN_UBSAN exclude each other")
elseif(HT_TSAN)
  set(HT_SANITIZER ${HT_TSAN_FLAGS})
elseif(HT_ASAN_UBSAN)
  set(HT_SANITIZER ${HT_ASAN_UBSAN_FLAGS})
endif()

# ht_flags(target): warnings, position-independent code, and what the options ask for.
function(ht_flags target)
  target_compile_options(
    ${target}
    PRIVATE @${HT_OPTIONS}/warnings $<$<BOOL:${HT_STRICT}>:-Werror>
            ${HT_SANITIZER})
  # Public: whoever links an instrumented archive needs the sanitizer's library.
  target_link_options(${target} PUBLIC ${HT_SANITIZER})
  set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON)
endfunction()
