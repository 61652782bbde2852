/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hooks a handler, whatever it is: a function of C's goes into its slot, does something, and calls
 * the one that was there. java/examples/Hook.java has the command.
 */
#include "handler_table.h"

enum { HOOK_EVENT, HOOK_SEEN, HOOK_SLOTS };

HT_DEFINE(hook_events, HOOK_SLOTS);

static _Atomic(ht_handler) before; /* the one that is hooked */

static void hook(void)
{
    ht_handle(hook_events, HOOK_SEEN); /* the hook's own work */
    ht_handler next = atomic_load(&before);
    if (next)
        next();
}

/* Not twice: the hook would call itself. */
void hook_install(void)
{
    /* First what is there now: the hook may run before ht_replace has returned. */
    atomic_store(&before, (ht_handler)ht_word_at(hook_events, HOOK_EVENT));
    atomic_store(&before, ht_replace(hook_events, HOOK_EVENT, hook));
}

/* Puts back what was there. A Java handler is then as it was before: nothing is to be given back.
 */
void hook_remove(void)
{
    ht_handler was = atomic_load(&before);
    if (was)
        ht_replace(hook_events, HOOK_EVENT, was);
    else
        ht_unregister(hook_events, HOOK_EVENT);
}

/* Keeps the event for itself. A Java handler that was there would else be kept for C for ever. */
void hook_take_over(void)
{
    ht_give_back(hook_events, atomic_exchange(&before, (ht_handler)NULL));
}
