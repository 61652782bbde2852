#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds the tests in a directory, and runs them:  native/test/run.sh BUILD [OPTION OF CMAKE]...
set -eu
cmake -S "$(dirname "$0")/.." -DCMAKE_BUILD_TYPE=RelWithDebInfo -DHT_TESTS=ON -B "$@"
cmake --build "$1" --parallel 2
ctest --test-dir "$1" --output-on-failure --parallel 2 --no-tests=error
