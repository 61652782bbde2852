/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A plugin in C: a table of its own, which the host finds by its name, with handlers of its own in
 * it. It tells the host something by firing a slot that it leaves to the host. The host is
 * java/examples/Plugin.java; that has the command.
 */
#include "handler_table.h"

/* What the slots are for: the plugin's interface. All else could be in a header of the plugin's. */
enum { PLUGIN_FEED, PLUGIN_RESET, PLUGIN_FULL, PLUGIN_SLOTS };

HT_DEFINE(plugin_events, PLUGIN_SLOTS); /* exported: so its name has the plugin's prefix */

#define ROOM 10

static atomic_int fed;

static void feed(void)
{
    if (atomic_fetch_add(&fed, 1) + 1 == ROOM)
        ht_handle(plugin_events, PLUGIN_FULL); /* whoever is there: Java, C, or nobody */
}

static void reset(void)
{
    atomic_store(&fed, 0);
}

/* The host calls this by name; a void f(void) needs no JNI. */
void plugin_start(void)
{
    ht_register(plugin_events, PLUGIN_FEED, feed);
    ht_register(plugin_events, PLUGIN_RESET, reset);
}

void plugin_stop(void)
{
    ht_unregister(plugin_events, PLUGIN_FEED);
    ht_unregister(plugin_events, PLUGIN_RESET);
}
