/* SPDX-License-Identifier: Apache-2.0 */
/* The C half of most projects here: a table, and a C function that fires one of its slots. */
#include <handler_table.h>
#include <pthread.h>

HT_DEFINE(app_events, 8);

static void *fire(void *unused)
{
    for (int i = 0; i < 1000; i++)
        ht_handle(app_events, 3);
    return unused;
}

/* Fires slot 3 a thousand times, by a thread that no JVM knows. */
void app_fire(void)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, fire, NULL) == 0)
        pthread_join(thread, NULL);
}
