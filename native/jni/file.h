/* SPDX-License-Identifier: Apache-2.0 */
#ifndef HT_FILE_H
#define HT_FILE_H

#include <stdbool.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * fstat, which glibc before 2.33 has not got. The kernel's structure is the C library's on all our
 * platforms. false: see errno.
 */
static inline bool ht_file_ask(int file, struct stat *answer)
{
    return syscall(SYS_fstat, file, answer) == 0;
}

#endif
