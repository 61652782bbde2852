/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A table in a program of C's, with no JVM anywhere: the header is all it takes.
 *
 *     gcc -Inative/include -o java/target/alone native/examples/alone.c && java/target/alone
 *
 * ends with:
 *
 *     event 3, handled in C
 */
#include "handler_table.h"

#include <stdio.h>

static HT_DEFINE(app_events, 8); /* no heap, no init call */

static void on_event(void)
{
    puts("event 3, handled in C");
}

int main(void)
{
    ht_register(app_events, 3, on_event);
    ht_handle(app_events, 3); /* runs it; in Java's table, a Java handler just the same */
    ht_unregister(app_events, 3);
    return ht_handle(app_events, 3); /* nobody there: 0 */
}
