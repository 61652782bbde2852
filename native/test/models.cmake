# SPDX-License-Identifier: Apache-2.0
# The model of the orders: as they are, and each of them weakened.
find_path(RELACY relacy/relacy.hpp)
if(RELACY AND GXX)
  add_test(
    NAME model.publication
    COMMAND
      sh -c
      "${GXX} -std=c++17 -w -I${RELACY} ${CMAKE_CURRENT_SOURCE_DIR}/models/publication.cpp -o model.publication && ./model.publication"
  )
else()
  ht_unavailable(model.publication "no Relacy, or no C++ compiler")
endif()
