/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Included by the compiler's command line before all else: binds to the oldest versions of glibc's
 * functions, and not to those that it gave them when it took them out of other libraries (2.32 to
 * 2.34). So the library in the jar loads with any glibc since 2.17 (RISC-V: 2.27); musl knows no
 * versions. A test holds the list of what the library may need.
 */
#if !defined(__ASSEMBLER__) && __has_include(<gnu/libc-version.h>)
#if defined(__x86_64__)
#define HT_OLDEST(name) __asm__(".symver " #name ", " #name "@GLIBC_2.2.5")
#elif defined(__aarch64__)
#define HT_OLDEST(name) __asm__(".symver " #name ", " #name "@GLIBC_2.17")
#elif defined(__riscv)
#define HT_OLDEST(name) __asm__(".symver " #name ", " #name "@GLIBC_2.27")
#endif
HT_OLDEST(dladdr);
HT_OLDEST(dlclose);
HT_OLDEST(dlerror);
HT_OLDEST(dlopen);
HT_OLDEST(dlsym);
HT_OLDEST(pthread_attr_getguardsize);
HT_OLDEST(pthread_attr_getstack);
HT_OLDEST(pthread_attr_setstacksize);
HT_OLDEST(pthread_create);
HT_OLDEST(pthread_getattr_np);
HT_OLDEST(pthread_getspecific);
HT_OLDEST(pthread_join);
HT_OLDEST(pthread_key_create);
HT_OLDEST(pthread_key_delete);
HT_OLDEST(pthread_setspecific);
#endif
