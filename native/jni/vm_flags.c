/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "vm_flags.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

/*
 * libjvm exports a description of its own structures, for the serviceability agent (HotSpot's
 * vmStructs.hpp); profilers read it, too. It is two tables, of fields and of types, whose last line
 * has no name; and for each column, where in a line it is.
 */

static void *libjvm;

/* The value of a variable that libjvm exports; 0 if there is none. */
static uint64_t exported(const char *name)
{
    const uint64_t *variable = dlsym(libjvm, name);
    return variable ? *variable : 0;
}

static const char *text_at(uintptr_t address)
{
    return *(const char *const *)address;
}

/* The line of a table whose columns `type` and, if there is one, `field` are these; 0 if none is.
 */
static uintptr_t find(uintptr_t line, uint64_t stride, uint64_t type_column, const char *type,
                      uint64_t field_column, const char *field)
{
    for (; line && stride && text_at(line + type_column); line += stride)
        if (strcmp(text_at(line + type_column), type) == 0 &&
            (!field || strcmp(text_at(line + field_column), field) == 0))
            return line;
    return 0;
}

static uintptr_t find_field(const char *name)
{
    return find(exported("gHotSpotVMStructs"), exported("gHotSpotVMStructEntryArrayStride"),
                exported("gHotSpotVMStructEntryTypeNameOffset"), "JVMFlag",
                exported("gHotSpotVMStructEntryFieldNameOffset"), name);
}

static uintptr_t find_type(void)
{
    return find(exported("gHotSpotVMTypes"), exported("gHotSpotVMTypeEntryArrayStride"),
                exported("gHotSpotVMTypeEntryTypeNameOffset"), "JVMFlag", 0, NULL);
}

static uintptr_t word_at(uintptr_t address)
{
    return *(const uintptr_t *)address;
}

/* All flags: an array of struct JVMFlag. */
static intptr_t look_up(const char *name, intptr_t otherwise)
{
    uintptr_t flags = find_field("flags");
    uintptr_t count = find_field("numFlags");
    uintptr_t name_field = find_field("_name");
    uintptr_t address_field = find_field("_addr");
    uintptr_t type = find_type();
    if (!flags || !count || !name_field || !address_field || !type)
        return otherwise;
    uint64_t address_column = exported("gHotSpotVMStructEntryAddressOffset"); /* of a static one */
    uint64_t offset_column = exported("gHotSpotVMStructEntryOffsetOffset");
    uintptr_t flag = word_at(word_at(flags + address_column));
    uintptr_t left = word_at(word_at(count + address_column));
    uintptr_t size = word_at(type + exported("gHotSpotVMTypeEntrySizeOffset"));
    for (; left > 0; left--, flag += size) {
        const char *found = text_at(flag + word_at(name_field + offset_column));
        if (found && strcmp(found, name) == 0)
            return *(intptr_t *)word_at(flag + word_at(address_field + offset_column));
    }
    return otherwise;
}

intptr_t ht_vm_flag(JavaVM *vm, const char *name, intptr_t otherwise)
{
    Dl_info info;
    if (dladdr((void *)(uintptr_t)(*vm)->GetEnv, &info) == 0)
        return otherwise;
    libjvm = dlopen(info.dli_fname, RTLD_LAZY | RTLD_NOLOAD);
    if (!libjvm)
        return otherwise;
    intptr_t value = look_up(name, otherwise);
    dlclose(libjvm);
    return value;
}
