/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The trampolines: one page-aligned block of HT_CHUNK_CODE bytes, then room for a data page.
 *
 * The trampoline at place i puts i into the first argument register and jumps to the common tail.
 * The tail adds the number of the chunk's place 0 and jumps to the dispatcher; it reads both from
 * the data page that lies HT_CHUNK_CODE bytes after the block. The same text, mapped again elsewhere
 * from the library's file with another data page behind it, is another chunk: nothing here depends
 * on the address. A stub is called as void(void), so the argument and scratch registers are free,
 * and the jumps leave stack and return address as they were.
 *
 * The tail comes first, so that there is something to read before each trampoline: there clang's
 * -fsanitize=function looks for a mark of its own, in every function that it calls by a pointer.
 */
#include "stubs.h"

#define DATA (ht_stub_text + HT_CHUNK_CODE)

#if defined(__x86_64__)
#define LANDING_PAD endbr64
#elif defined(__aarch64__)
#define LANDING_PAD hint #34 /* bti c */
#elif defined(__riscv)
#define LANDING_PAD auipc zero, 0 /* lpad 0; no instruction changes the register zero */
    .option norvc
    .option norelax
#else
#error "no trampolines for this processor"
#endif

    .section .text.ht_stubs, "ax", %progbits
    .balign HT_CHUNK_CODE
    .globl ht_stub_text
    .hidden ht_stub_text
    .type ht_stub_text, %function
ht_stub_text:
    .cfi_startproc
.Ltail:
#if defined(__x86_64__)
    add (DATA + HT_DATA_FIRST)(%rip), %edi
    jmp *(DATA + HT_DATA_DISPATCHER)(%rip)
#elif defined(__aarch64__)
    adr x16, DATA
    ldr w17, [x16, #HT_DATA_FIRST]
    ldr x16, [x16, #HT_DATA_DISPATCHER]
    add w0, w0, w17
    br x16 /* through x16, which a `bti c` accepts */
#elif defined(__riscv)
1:  auipc t0, %pcrel_hi(DATA)
    addi t0, t0, %pcrel_lo(1b)
    lw t1, HT_DATA_FIRST(t0)
    ld t2, HT_DATA_DISPATCHER(t0) /* t2: what a landing pad's check leaves out */
    addw a0, a0, t1
    jr t2
#endif

    .org ht_stub_text + HT_FIRST_PLACE * HT_STUB_SIZE
    .set number, HT_FIRST_PLACE
    .rept HT_CHUNK_STUBS
    .balign HT_STUB_SIZE
    LANDING_PAD
#if defined(__x86_64__)
    mov $number, %edi
    jmp .Ltail
#elif defined(__aarch64__)
    mov w0, #number
    b .Ltail
#elif defined(__riscv)
    lui a0, (number + 0x800) >> 12
    addi a0, a0, number - (((number + 0x800) >> 12) << 12)
    j .Ltail
#endif
    .set number, number + 1
    .endr
    .cfi_endproc
    .balign HT_CHUNK_CODE
    .size ht_stub_text, . - ht_stub_text

    /* The data page, if the file can't be mapped again and this is the only chunk. */
    .skip HT_CHUNK_CODE

#include "notes.inc"
