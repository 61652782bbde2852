/* SPDX-License-Identifier: Apache-2.0 */
/* Uses the shared library as other languages do: by name. Argument: the library. */
#include "check.h"

#include <dlfcn.h>
#include <stddef.h>
#include <stdint.h>

static int events;

static void on_event(void)
{
    events++;
}

int main(int argc, char **argv)
{
    plan(9);
    void *library = argc > 1 ? dlopen(argv[1], RTLD_NOW) : NULL;
    check(library != NULL);
    if (!library)
        return finish();
    /* C can't turn an object pointer into a function pointer, but POSIX can. */
    void *(*create)(size_t);
    bool (*put)(void *, size_t, void (*)(void));
    void (*(*replace)(void *, size_t, void (*)(void)))(void);
    void (*give_back)(void *, void (*)(void));
    uintptr_t (*word_at)(void *, size_t);
    bool (*handle)(void *, size_t);
    void (*destroy)(void *);
    *(void **)&create = dlsym(library, "ht_create");
    *(void **)&put = dlsym(library, "ht_register");
    *(void **)&replace = dlsym(library, "ht_replace");
    *(void **)&give_back = dlsym(library, "ht_give_back");
    *(void **)&word_at = dlsym(library, "ht_word_at");
    *(void **)&handle = dlsym(library, "ht_handle");
    *(void **)&destroy = dlsym(library, "ht_destroy");
    check(create && put && replace && give_back && word_at && handle && destroy);
    void *table = create(8);
    check(put(table, 7, on_event));
    check(replace(table, 7, on_event) == on_event);
    check(word_at(table, 7) == (uintptr_t)on_event);
    check(handle(table, 7) && events == 1);
    give_back(table, on_event); /* a C function: nothing is done */
    check(handle(table, 7) && events == 2);
    void *(*create_pending)(size_t);
    bool (*raise_index)(void *, size_t);
    size_t (*handle_pending)(void *, void *, size_t);
    void (*destroy_pending)(void *);
    *(void **)&create_pending = dlsym(library, "ht_pending_create");
    *(void **)&raise_index = dlsym(library, "ht_raise");
    *(void **)&handle_pending = dlsym(library, "ht_handle_pending");
    *(void **)&destroy_pending = dlsym(library, "ht_pending_destroy");
    void *pending = create_pending(8);
    check(raise_index(pending, 7) && !raise_index(pending, 8));
    check(handle_pending(table, pending, 8) == 1 && events == 3);
    destroy_pending(pending);
    destroy(table);
    return finish();
}
