/* SPDX-License-Identifier: Apache-2.0 */
#ifndef HT_STUBS_H
#define HT_STUBS_H

/* Shared with trampolines.S. 64 KiB suits pages of 4, 16 and 64 KiB. */
#define HT_STUB_SIZE 16
#define HT_CHUNK_CODE 65536
#define HT_CHUNK_STUBS 4088 /* leaves 128 bytes for the common tail */

/* A chunk's data page: the number of its first stub, and the dispatcher. */
#define HT_DATA_FIRST 0
#define HT_DATA_DISPATCH 8

#ifndef __ASSEMBLER__
#include <stdint.h>

/* Receives every call of every stub, with the stub's number. */
typedef void (*ht_dispatcher)(int32_t stub);

/*
 * Puts the data page behind the trampolines in the library's image: chunk 0. To be called once,
 * before any stub is. Returns the address of stub 0, or 0 with errno set.
 */
uintptr_t ht_stubs_map_first(ht_dispatcher dispatcher);
#endif
#endif
