/* A store in memory with one write transaction, and an operator's call in it. */
#ifndef IE_TEST_MEMORY_STORE_H
#define IE_TEST_MEMORY_STORE_H

#include "harness.h"
#include "service/impl.h"
#include "store/migrate.h"

struct memory_store {
    struct ie_db *db;
    struct ie_arena arena;
    struct ie_actor operator_;
    struct ie_call call;
};

/* Stays where it is: the call refers to it. */
static inline bool memory_store_open(struct memory_store *m, const char *language,
                                     int64_t seconds)
{
    struct ie_error err;

    memset(m, 0, sizeof(*m));
    ie_arena_init(&m->arena, 0);
    if (!IE_CHECK_OK(ie_db_open("sqlite::memory:", IE_DB_CREATE, &m->db, &err), &err) ||
        !IE_CHECK_OK(ie_db_migrate(m->db, 0, 1, &err), &err))
        return false;
    m->operator_ = (struct ie_actor){.office = ie_id_new(1),
                                     .by = IE_STR("operator:test"),
                                     .language = ie_str_z(language),
                                     .operator_ = true};
    m->call = (struct ie_call){.db = m->db,
                               .arena = &m->arena,
                               .actor = &m->operator_,
                               .now = seconds * IE_SECOND};
    return IE_CHECK_OK(ie_db_begin_write(m->db, &err), &err);
}

static inline void memory_store_close(struct memory_store *m)
{
    ie_db_rollback(m->db);
    ie_db_close(m->db);
    ie_arena_release(&m->arena);
}

#endif
