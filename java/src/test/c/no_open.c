/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Preloaded into a test's JVM: the product's library can't open its own file. (The JVM itself opens
 * files by other functions.)
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>

__attribute__((visibility("default"))) int open(const char *path, int flags, ...)
{
    if (strstr(path, "/libhandlertable.so")) {
        errno = EACCES;
        return -1;
    }
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = va_arg(arguments, mode_t);
    va_end(arguments);
    int (*next)(const char *, int, ...);
    *(void **)&next = dlsym(RTLD_NEXT, "open");
    return next(path, flags, mode);
}
