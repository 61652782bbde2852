# SPDX-License-Identifier: Apache-2.0
# A toolchain file: builds for aarch64 and runs under qemu-user. Shows that all builds and works there, but
# not that the orders are right: for that, see the instructions.* tests.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-aarch64 -L /usr/aarch64-linux-gnu)
