/* SPDX-License-Identifier: Apache-2.0 */
/* A process without a JVM: raises indexes of a set in a file. Arguments: the file, the indexes. */
#define _GNU_SOURCE
#include "handler_table_pending.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>

int main(int argc, char **argv)
{
    struct stat is;
    int file = argc > 1 ? open(argv[1], O_RDWR | O_CLOEXEC) : -1;
    if (file < 0 || fstat(file, &is) != 0)
        return 2;
    size_t bytes = (size_t)is.st_size;
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    ht_pending *set = memory == MAP_FAILED ? NULL : ht_pending_attach(memory, bytes);
    if (!set)
        return 3;
    int raised = 0;
    for (int i = 2; i < argc; i++)
        raised += ht_raise(set, strtoul(argv[i], NULL, 10));
    printf("%d raised\n", raised);
    return 0;
}
