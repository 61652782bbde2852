/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <string.h>
#include <sys/auxv.h>

#if defined(__aarch64__)
/*
 * What the stack protector compares, under the name that gcc gives it on AArch64. The C library has
 * one, too, but glibc's is in the loader, whose name musl does not know.
 */
extern uintptr_t __stack_chk_guard;
__attribute__((visibility("hidden"))) uintptr_t __stack_chk_guard;

/* The same bytes as the C library's own; the lowest is 0, so that no string runs over it. */
__attribute__((constructor)) static void choose_guard(void)
{
    const void *random = (const void *)getauxval(AT_RANDOM);
    if (random)
        memcpy(&__stack_chk_guard, random, sizeof __stack_chk_guard);
    __stack_chk_guard &= ~(uintptr_t)0xff;
}
#endif
