/* SPDX-License-Identifier: Apache-2.0 */
#ifndef HT_STUBS_H
#define HT_STUBS_H

/*
 * For trampolines.S as well. Java has these numbers from Layout.java; layout.c holds them against
 * each other. 64 KiB of code suit pages of 4, 16 and 64 KiB.
 */
#define HT_STUB_SIZE 16
#define HT_CHUNK_CODE 65536
#define HT_CHUNK_STUBS 4088 /* leaves 128 bytes for the common tail, which comes first */
#define HT_FIRST_PLACE 8    /* of a chunk's stubs; before it is the tail */

/* The distance of two chunks, in bytes and in stub numbers: powers of two, for Java to shift. */
#define HT_CHUNK_STRIDE (2 * HT_CHUNK_CODE)
#define HT_CHUNK_NUMBERS 4096

/* 2 GiB of addresses, which cost nothing until a chunk is mapped there; 67 million stubs. */
#define HT_MOST_CHUNKS 16384

/* In a call, which Layout.java draws, the bits above a stub's number. */
#define HT_CALL_BATCH_SHIFT 26

/* Offsets in a chunk's data page: the number of its place 0, and the dispatcher. */
#define HT_DATA_FIRST 0
#define HT_DATA_DISPATCHER 8

#ifndef __ASSEMBLER__
#include <stdbool.h>
#include <stdint.h>

/* Carries out a call: a stub passes its own number, batch.c a call that names a batch. */
typedef void (*ht_dispatcher)(int32_t call);

/* Where chunks lie, one behind the other. Java reads that of the stubs, too. */
struct ht_chunks {
    uintptr_t first;         /* the address of chunk 0 */
    uintptr_t span;          /* the bytes from there to the end of the last chunk */
    int32_t chunks;          /* how many there may be */
    int32_t mapped;          /* how many there are */
    const char *why_no_more; /* why there can't be more than that */
};
extern struct ht_chunks ht_stubs;

/*
 * Opens the file that this library was loaded from and, the first time, reserves the addresses of
 * all chunks. To be called while the library is loading: the loader may remove the file
 * afterwards. If it can't be opened, there is but one chunk.
 */
void ht_stubs_load(void);

/* Closes the file: until the library is loaded again, no more chunks can be mapped. */
void ht_stubs_unload(void);

/*
 * Reserves addresses for chunks that are to lie apart from the stubs. Returns NULL, or why that
 * can't be done.
 */
const char *ht_chunks_reserve(struct ht_chunks *chunks);

/*
 * Maps a chunk, whose trampolines call the dispatcher. Returns NULL, or why that can't be done. One
 * thread at a time.
 */
const char *ht_chunks_map(struct ht_chunks *chunks, int32_t chunk, ht_dispatcher dispatcher);

/* Where a chunk's data begins. */
static inline void *ht_chunk_data(const struct ht_chunks *chunks, int32_t chunk)
{
    return (void *)(chunks->first + (uintptr_t)chunk * HT_CHUNK_STRIDE + HT_CHUNK_CODE);
}

/* Whether a slot's word is a stub of this library. */
static inline bool ht_stubs_contain(uintptr_t word)
{
    return word - ht_stubs.first < ht_stubs.span;
}

/* The number of the stub at an address. */
static inline int32_t ht_stub_number(uintptr_t stub)
{
    uintptr_t offset = stub - ht_stubs.first;
    return (int32_t)(offset / HT_CHUNK_STRIDE * HT_CHUNK_NUMBERS +
                     offset % HT_CHUNK_STRIDE / HT_STUB_SIZE);
}
#endif
#endif
