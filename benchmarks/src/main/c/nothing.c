/* SPDX-License-Identifier: Apache-2.0 */
#include <jni.h>

/* A file of its own, so that no compiler can see from a call that there is nothing to do. */
JNIEXPORT void ht_bench_nothing(void);

void ht_bench_nothing(void)
{
}
