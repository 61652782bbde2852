/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "stubs.h"
#include "file.h"

#include <assert.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* trampolines.S. A function, so that nobody is tempted to write to it. */
void ht_stub_text(void);

struct data {
    int32_t first;
    ht_dispatcher dispatcher;
};
static_assert(offsetof(struct data, first) == HT_DATA_FIRST, "as trampolines.S reads it");
static_assert(offsetof(struct data, dispatcher) == HT_DATA_DISPATCHER, "as trampolines.S reads it");

/* This library's file, and where in it the trampolines begin. -1: they can't be mapped again. */
static int file = -1;
static struct stat opened;
static off_t text_offset;

struct ht_chunks ht_stubs;

static const char *const no_file = "the library's file can't be mapped again";

static int find_text(struct dl_phdr_info *object, size_t size, void *found)
{
    (void)size;
    uintptr_t text = (uintptr_t)ht_stub_text;
    for (int i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
        uintptr_t start = object->dlpi_addr + segment->p_vaddr;
        if (segment->p_type == PT_LOAD && text >= start && text - start < segment->p_filesz) {
            *(off_t *)found = (off_t)(segment->p_offset + (text - start));
            return 1;
        }
    }
    return 0;
}

static void open_file(void)
{
    Dl_info library;
    if (dladdr((void *)(uintptr_t)ht_stub_text, &library) != 0 &&
        dl_iterate_phdr(find_text, &text_offset) != 0)
        file = open(library.dli_fname, O_RDONLY | O_CLOEXEC);
    if (file >= 0 && !ht_file_ask(file, &opened)) {
        close(file);
        file = -1;
    }
}

/* A program may have closed all its descriptors; then this number may be another file by now. */
static bool is_our_file(void)
{
    struct stat now;
    return file >= 0 && ht_file_ask(file, &now) && now.st_dev == opened.st_dev &&
           now.st_ino == opened.st_ino && now.st_size >= text_offset + HT_CHUNK_CODE;
}

void ht_stubs_unload(void)
{
    if (is_our_file())
        close(file);
    file = -1;
}

/*
 * Maps the library's own text once more: no code is made, and none is ever writable. Returns NULL,
 * or why it can't be done.
 */
static const char *map_text(void *where)
{
    if (!is_our_file())
        return no_file;
    void *code = mmap(where, HT_CHUNK_CODE, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_FIXED, file,
                      text_offset);
    if (code == MAP_FAILED)
        return strerror(errno);
    /* When the file was opened, the library's name may have been another file's already. */
    if (memcmp(code, (void *)(uintptr_t)ht_stub_text, HT_CHUNK_CODE) == 0)
        return NULL;
    mmap(code, HT_CHUNK_CODE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED,
         -1, 0);
    return no_file;
}

/*
 * For as many chunks as there may be. Where addresses are limited (ulimit -v), it takes no more
 * than an eighth to a quarter of what is left: the JVM needs some, too.
 */
const char *ht_chunks_reserve(struct ht_chunks *chunks)
{
    for (int32_t most = HT_MOST_CHUNKS; most > 0; most /= 2) {
        size_t span = (size_t)most * HT_CHUNK_STRIDE;
        char *room =
            mmap(NULL, 4 * span, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (room != MAP_FAILED) {
            munmap(room + span, 3 * span);
            const char *limited = "the address space of this process is limited (ulimit -v)";
            *chunks = (struct ht_chunks){(uintptr_t)room, span, most, 0,
                                         most < HT_MOST_CHUNKS ? limited : "that is the most"};
            return NULL;
        }
    }
    return strerror(errno);
}

void ht_stubs_load(void)
{
    open_file();
    if (ht_stubs.first) /* loaded again: they lie where they lay */
        return;
    const char *why_not = file < 0 ? no_file : ht_chunks_reserve(&ht_stubs);
    if (!why_not)
        why_not = map_text((void *)ht_stubs.first);
    if (why_not) /* the library's own text is a chunk too */
        ht_stubs = (struct ht_chunks){(uintptr_t)ht_stub_text, HT_CHUNK_CODE, 1, 0, why_not};
}

const char *ht_chunks_map(struct ht_chunks *chunks, int32_t chunk, ht_dispatcher dispatcher)
{
    if (chunk >= chunks->chunks)
        return chunks->why_no_more;
    struct data *data = ht_chunk_data(chunks, chunk);
    const char *why_not =
        chunks->first == (uintptr_t)ht_stub_text ? NULL : map_text((char *)data - HT_CHUNK_CODE);
    if (why_not)
        return why_not;
    /*
     * Not mapped anew: where no memory is left, mmap may unmap what was there (Linux before 6.12),
     * and the next attempt would overwrite whatever has been mapped there since.
     */
    if (mprotect(data, sizeof *data, PROT_READ | PROT_WRITE) != 0)
        return strerror(errno);
    *data = (struct data){chunk * HT_CHUNK_NUMBERS, dispatcher};
    /* Nothing will change it: a stray write, or an attacker's, now traps. */
    if (mprotect(data, sizeof *data, PROT_READ) != 0)
        return strerror(errno);
    chunks->mapped++;
    return NULL;
}
