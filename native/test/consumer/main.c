/* SPDX-License-Identifier: Apache-2.0 */
#include <handler_table.h>

static int events;

static void on_event(void)
{
    events++;
}

int main(void)
{
    bool (*handle)(ht_table *, size_t) = ht_handle; /* the library's own */
    ht_table *table = ht_create(8);
    bool good = table && ht_register(table, 3, on_event) && handle(table, 3) && events == 1;
    ht_destroy(table);
    return !good;
}
