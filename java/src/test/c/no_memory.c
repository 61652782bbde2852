/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Preloaded into a test's JVM: there is no memory for the second chunk of stubs, when it is asked
 * for first. (The JVM itself maps nothing that looks the same. A lower RLIMIT_AS would end it.)
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

__attribute__((visibility("default"))) void *mmap(void *address, size_t length, int protection,
                                                  int flags, int file, off_t offset)
{
    static int chunks; /* the first one is mapped twice */
    if (length == 1 << 16 && protection == (PROT_READ | PROT_EXEC) &&
        flags == (MAP_PRIVATE | MAP_FIXED) && ++chunks == 3) {
        errno = ENOMEM;
        return MAP_FAILED;
    }
    return (void *)(intptr_t)syscall(SYS_mmap, address, length, protection, flags, file, offset);
}
