/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "sets.h"
#include "file.h"
#include "pages.h"
#include "raisers.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static struct ht_set *set_of(ht_pending *pending, size_t capacity, size_t bytes)
{
    struct ht_set *set = malloc(sizeof *set);
    if (set)
        *set = (struct ht_set){.pending = pending, .capacity = capacity, .bytes = bytes};
    return set;
}

struct ht_set *ht_set_wrap(ht_pending *pending, size_t capacity)
{
    return set_of(pending, capacity, 0);
}

/* Memory that reads as 0, whole pages of it. */
static void *map_zeros(size_t bytes)
{
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED)
        return NULL;
    /* Else a single late raise might take 2 MiB. All sets are alike in this, and so one mapping. */
    madvise(memory, bytes, MADV_NOHUGEPAGE);
    return memory;
}

/*
 * Has memory read as 0 that is a file's now. Not by mmap at its address: where no memory is left to
 * commit, that unmaps what was there, and maps nothing (Linux before 6.12). mremap commits none.
 * false: it is the file's, as far as one can tell.
 */
static bool become_zeros(void *memory, size_t bytes)
{
    void *zeros = map_zeros(bytes);
    if (!zeros)
        return false;
    if (mremap(zeros, bytes, bytes, MREMAP_MAYMOVE | MREMAP_FIXED, memory) != MAP_FAILED)
        return true;
    munmap(zeros, bytes);
    return false;
}

static size_t whole_pages(size_t bytes)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    return (bytes + page - 1) / page * page;
}

struct ht_set *ht_set_create(size_t capacity)
{
    size_t bytes = whole_pages(ht_pending_size(capacity));
    struct ht_set *set = set_of(NULL, capacity, bytes);
    void *memory = set ? map_zeros(bytes) : NULL;
    if (!memory) {
        free(set);
        return NULL;
    }
    set->pending = ht_pending_init(memory, capacity);
    return set;
}

/* The name of a file that is not whole yet. Its own might be too long with more behind it. */
#define TEMPORARY ".handler-table.XXXXXX"

/*
 * Makes room for the whole file: a raise that finds none would end the process by SIGBUS. Returns
 * the error. A signal would be one (EINTR), so signals wait; by sigprocmask, which is the thread's
 * own on Linux: pthread_sigmask has a version of glibc 2.32.
 */
static int allocate(int file, off_t bytes)
{
    sigset_t all, before;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &before);
    int error;
    do {
        error = posix_fallocate(file, 0, bytes);
    } while (error == EINTR); /* by what can't be blocked: a debugger, or a frozen container */
    sigprocmask(SIG_SETMASK, &before, NULL);
    return error;
}

/*
 * Makes the file, whole or not at all: under another name, which then becomes its name, unless
 * another process was faster. false: errno says why not.
 */
static bool make_file(const char *file, size_t capacity, size_t bytes)
{
    const char *slash = strrchr(file, '/');
    size_t directory = slash ? (size_t)(slash - file) + 1 : 0;
    char *name = malloc(directory + sizeof TEMPORARY);
    if (!name)
        return false;
    memcpy(name, file, directory);
    strcpy(name + directory, TEMPORARY);
    int made = mkostemp(name, O_CLOEXEC); /* mode 0600 */
    int error = made < 0 ? errno : 0;
    if (made >= 0) {
        if (fchmod(made, S_IRUSR | S_IWUSR) != 0) /* the umask may have taken some away */
            error = errno;
        else
            error = allocate(made, (off_t)bytes);
        void *memory =
            error ? MAP_FAILED : mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, made, 0);
        if (!error && memory == MAP_FAILED)
            error = errno;
        if (!error) {
            ht_pending_init(memory, capacity);
            munmap(memory, bytes);
            if (link(name, file) != 0)
                error = errno;
        }
        unlink(name);
        close(made);
    }
    free(name);
    errno = error;
    return error == 0;
}

static int open_file(const char *file, size_t capacity, size_t bytes)
{
    /* A link to nothing is no file, and yet nobody can make one of its name. */
    for (int tries = 0; tries < 3; tries++) {
        int opened = open(file, O_RDWR | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
        if (opened >= 0 || errno != ENOENT)
            return opened;
        if (!make_file(file, capacity, bytes) && errno != EEXIST)
            return -1;
    }
    errno = ENOENT;
    return -1;
}

#define WHY(...) snprintf(why, HT_SET_WHY, __VA_ARGS__)

/* Whether a file may be mapped, by what the system says of it. */
static bool is_good(int opened, size_t capacity, size_t bytes, char *why)
{
    struct stat is;
    if (!ht_file_ask(opened, &is))
        WHY("%s", strerror(errno));
    else if (!S_ISREG(is.st_mode))
        WHY("it is no regular file");
    else if (is.st_uid != geteuid())
        WHY("it belongs to uid %ld, and this process to uid %ld", (long)is.st_uid, (long)geteuid());
    else if (is.st_size != (off_t)bytes)
        WHY("it has %lld bytes, and a set of capacity %zu has %zu", (long long)is.st_size, capacity,
            bytes);
    else
        return true;
    return false;
}

static bool is_set(void *memory, size_t capacity, size_t bytes, char *why)
{
    const ht_pending *pending = ht_pending_attach(memory, bytes);
    if (!pending)
        WHY("it is no pending set of this layout");
    else if (ht_pending_capacity(pending) != capacity)
        WHY("its capacity is %zu, and %zu was asked for", ht_pending_capacity(pending), capacity);
    else
        return true;
    return false;
}

static void *map_opened(int opened, size_t capacity, size_t bytes, char *why)
{
    if (!is_good(opened, capacity, bytes, why))
        return NULL;
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, opened, 0);
    if (memory == MAP_FAILED) {
        WHY("%s", strerror(errno));
        return NULL;
    }
    if (!is_set(memory, capacity, bytes, why)) {
        munmap(memory, bytes);
        return NULL;
    }
    return memory;
}

struct ht_set *ht_set_map(const char *file, size_t capacity, char *why)
{
    size_t bytes = ht_pending_size(capacity);
    int opened = open_file(file, capacity, bytes);
    if (opened < 0) {
        WHY("%s", strerror(errno));
        return NULL;
    }
    void *memory = map_opened(opened, capacity, bytes, why);
    close(opened);
    if (!memory)
        return NULL;
    struct ht_set *set = set_of(memory, capacity, whole_pages(bytes));
    if (!set) {
        munmap(memory, bytes);
        WHY("%s", strerror(ENOMEM));
        return NULL;
    }
    set->shared = true;
    ht_pending_rescan(memory, capacity);
    return set;
}

const char *ht_set_raiser(struct ht_set *set, uint32_t index, uintptr_t *address)
{
    if (set->n == set->room) {
        size_t room = set->room ? 2 * set->room : 4;
        int32_t *raisers = realloc(set->raisers, room * sizeof *raisers);
        if (!raisers)
            return strerror(ENOMEM);
        set->raisers = raisers;
        set->room = room;
    }
    int32_t number;
    const char *why_not = ht_raiser_make(set->pending, set->capacity, index, &number);
    if (why_not)
        return why_not;
    set->raisers[set->n++] = number;
    *address = ht_raiser_at(number);
    return NULL;
}

void ht_set_end_raisers(struct ht_set *set)
{
    ht_raisers_end(set->raisers, set->n);
    free(set->raisers);
    set->raisers = NULL;
    set->n = set->room = 0;
}

void ht_set_give_back(struct ht_set *set)
{
    if (!set->bytes)
        return;
    if (!set->shared) {
        /* C may sleep here; it looks at the ABI when it wakes. A wake later would take a page. */
        ht_bits_store_release(&set->pending->abi, 0);
        ht_wake(set->pending);
        ht_pages_give_back((ht_word *)set->pending, set->bytes / sizeof(ht_word));
        return;
    }
    /*
     * C may sleep here, and the kernel knows it by the file: who would wake it at this address does
     * not reach it any more. So it is woken when that has changed, by way of a second mapping of
     * the header. Where there is no room for that, the file stays mapped, and nobody's business.
     */
    size_t page = whole_pages(1);
    void *header = mremap(set->pending, 0, page, MREMAP_MAYMOVE);
    if (header == MAP_FAILED || !become_zeros(set->pending, set->bytes))
        set->bytes = 0;
    if (header != MAP_FAILED) {
        ht_wake(header);
        munmap(header, page);
    }
    set->shared = false;
}

void ht_set_free(struct ht_set *set)
{
    ht_set_end_raisers(set);
    ht_set_give_back(set);
    free(set);
}
