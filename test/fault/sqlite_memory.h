/* SQLite's memory through our one door while `sqlite_counts`, so that each allocation of its
 * own can be refused; a program of the fault suite includes it once. */
#ifndef IE_TEST_SQLITE_MEMORY_H
#define IE_TEST_SQLITE_MEMORY_H

#include <malloc.h>
#include <sqlite3.h>
#include <stdlib.h>

#include "base/alloc.h"

static bool sqlite_counts = true;

static void *sqlite_give_again(void *old, int size)
{
    return sqlite_counts ? ie_realloc(old, (size_t)size, 1) : realloc(old, (size_t)size);
}

static void *sqlite_give(int size)
{
    return sqlite_give_again(NULL, size);
}

static int sqlite_size_of(void *block)
{
    return block ? (int)malloc_usable_size(block) : 0;
}

static int sqlite_round_up(int size)
{
    return (size + 7) & ~7;
}

static int sqlite_begin(void *nothing)
{
    (void)nothing;
    return SQLITE_OK;
}

static void sqlite_end(void *nothing)
{
    (void)nothing;
}

__attribute__((constructor)) static void route_memory(void)
{
    static const sqlite3_mem_methods methods = {
        sqlite_give,     ie_free,      sqlite_give_again, sqlite_size_of,
        sqlite_round_up, sqlite_begin, sqlite_end,        NULL};

    sqlite3_config(SQLITE_CONFIG_MALLOC, &methods);
    sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0); /* small ones would never fail */
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    sqlite3_config(SQLITE_CONFIG_PAGECACHE, NULL, 0, 0);
}

#endif
