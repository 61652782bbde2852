/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A process without a JVM raises events that another process handles, in Java say, by the pending
 * set in a file that both map: see OtherProcesses.java. Arguments: the file, the indexes. Exits
 * with 1 if one is out of bounds.
 */
#define _GNU_SOURCE
#include "handler_table_pending.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>

/* NULL: there is none that this version of the header knows, or it can't be mapped. */
static ht_pending *map_set(const char *name)
{
    struct stat is;
    int file = open(name, O_RDWR | O_CLOEXEC);
    if (file < 0 || fstat(file, &is) != 0)
        return NULL;
    size_t bytes = (size_t)is.st_size;
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    return memory == MAP_FAILED ? NULL : ht_pending_attach(memory, bytes);
}

int main(int argc, char **argv)
{
    ht_pending *events = argc > 1 ? map_set(argv[1]) : NULL;
    if (!events) {
        fprintf(stderr, "no pending set\n");
        return 2;
    }
    int raised = 0;
    for (int i = 2; i < argc; i++)
        raised += ht_raise(events, strtoul(argv[i], NULL, 10));
    printf("%d raised by C\n", raised);
    return raised != argc - 2;
}
