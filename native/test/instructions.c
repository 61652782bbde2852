/* SPDX-License-Identifier: Apache-2.0 */
/* Compiled to assembly, to look at what the orders became. */
#include "handler_table.h"

bool do_register(ht_table *table, size_t index, ht_handler handler);
ht_handler do_unregister(ht_table *table, size_t index);
ht_handler do_replace(ht_table *table, size_t index, ht_handler handler);
bool do_handle(ht_table *table, size_t index);

bool do_register(ht_table *table, size_t index, ht_handler handler)
{
    return ht_register(table, index, handler);
}

ht_handler do_unregister(ht_table *table, size_t index)
{
    return ht_unregister(table, index);
}

ht_handler do_replace(ht_table *table, size_t index, ht_handler handler)
{
    return ht_replace(table, index, handler);
}

bool do_handle(ht_table *table, size_t index)
{
    return ht_handle(table, index);
}
