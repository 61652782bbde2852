/* SPDX-License-Identifier: Apache-2.0 */
/* A program of C11 or C++17 that has the headers of the jar, and no library. */
#include <handler_table_pending.h>

static HT_DEFINE(app_events, 8);
static HT_PENDING_DEFINE(app_pending, 8);
static int events;

static void on_event(void)
{
    events++;
}

int main(void)
{
    bool good = ht_register(app_events, 3, on_event) && ht_handle(app_events, 3) && events == 1;
    good &= ht_raise(app_pending, 3) && ht_handle_pending(app_events, app_pending, 8) == 1;
    good &= ht_unregister(app_events, 3) == on_event && !ht_handle(app_events, 3);
    return !(good && events == 2);
}
