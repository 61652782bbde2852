/* SPDX-License-Identifier: Apache-2.0 */
/* C's half of SignalsByC.java: has the function in slot n of its table handle signal n. */
#define _GNU_SOURCE
#include "handler_table.h"

#include <signal.h>

HT_DEFINE(signals_table, 65); /* Java puts raisers there */

void signals_install(void)
{
    for (int number = 1; number < 65; number++) {
        uintptr_t raiser = ht_word_at(signals_table, (size_t)number);
        struct sigaction action = {.sa_flags = SA_RESTART, .sa_handler = (void (*)(int))raiser};
        if (raiser)
            sigaction(number, &action, NULL);
    }
}
