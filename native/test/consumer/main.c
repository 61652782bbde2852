/* SPDX-License-Identifier: Apache-2.0 */
#include <handler_table_pending.h>

static HT_PENDING_DEFINE(pending, 8);
static int events;

static void on_event(void)
{
    events++;
}

int main(void)
{
    bool (*handle)(ht_table *, size_t) = ht_handle; /* the library's own */
    bool (*raise)(ht_pending *, size_t) = ht_raise;
    ht_table *table = ht_create(8);
    bool good = table && ht_register(table, 3, on_event) && handle(table, 3) && events == 1;
    good &= raise(pending, 3) && ht_handle_pending(table, pending, 8) == 1 && events == 2;
    ht_destroy(table);
    return !good;
}
