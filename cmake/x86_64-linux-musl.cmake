# SPDX-License-Identifier: Apache-2.0
# A toolchain file: builds against musl, beside this machine's glibc.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
set(CMAKE_C_COMPILER musl-gcc)
