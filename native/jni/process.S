/* SPDX-License-Identifier: Apache-2.0 */
/* The room of struct ht_process: C has no way to say that a symbol is unique. */
#include "process.h"

    .section .bss.ht_process, "aw", %nobits
    .balign HT_PROCESS_PAGE
    .globl handler_table_process_1
    .type handler_table_process_1, %gnu_unique_object
    .size handler_table_process_1, 2 * HT_PROCESS_PAGE
handler_table_process_1:
    .skip 2 * HT_PROCESS_PAGE

#include "notes.inc"
