# SPDX-License-Identifier: Apache-2.0
# A toolchain file: builds for riscv64 and runs under qemu-user. Shows that all builds and works there, but
# not that the orders are right: for that, see the instructions.* tests.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR riscv64)
set(CMAKE_C_COMPILER riscv64-linux-gnu-gcc)
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-riscv64 -L /usr/riscv64-linux-gnu)
