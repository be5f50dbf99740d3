/* A store in memory (or at a path) with an office, and records made in one line. */
#ifndef IE_TEST_STORE_FIXTURE_H
#define IE_TEST_STORE_FIXTURE_H

#include <stdarg.h>
#include <stdio.h>

#include "harness.h"
#include "store/migrate.h"
#include "store/schema_types.h"
#include "store/store.h"
#include "store/values.h"

struct fixture {
    struct ie_db *db;
    struct ie_arena arena;
    struct ie_error err;
    struct ie_writer writer;
    struct ie_reader staff;
    ie_moment now;
};

/* IEUM_TEST_STORE names a PostgreSQL database (test/store/on_postgres sets it): then each
 * store of a test is a fresh schema there in place of one in memory. */
static inline const char *fixture_server(void)
{
    const char *url = getenv("IEUM_TEST_STORE");

    return url && url[0] ? url : NULL;
}

static inline bool fixture_open(struct fixture *f, const char *url)
{
    memset(f, 0, sizeof(*f));
    ie_arena_init(&f->arena, 0);
    f->now = INT64_C(1571000000) * IE_SECOND;
    const char *server = url ? NULL : fixture_server();
    static const char fresh[] = "DROP SCHEMA IF EXISTS ieum_test CASCADE;"
                                "CREATE SCHEMA ieum_test; SET search_path TO ieum_test";
    if (!url)
        url = server ? server : "sqlite::memory:";
    if (!IE_CHECK_OK(ie_db_open(url, IE_DB_CREATE, &f->db, &f->err), &f->err) ||
        (server && !IE_CHECK_OK(ie_db_exec(f->db, fresh, &f->err), &f->err)) ||
        !IE_CHECK_OK(ie_db_migrate(f->db, 0, f->now, &f->err), &f->err))
        return false;
    f->writer = (struct ie_writer){
        .office = ie_id_new(f->now), .by = IE_STR("operator:test"), .now = f->now};
    f->staff =
        (struct ie_reader){.office = f->writer.office, .now = f->now, .staff = true};
    return true;
}

static inline void fixture_close(struct fixture *f)
{
    ie_db_close(f->db);
    ie_arena_release(&f->arena);
}

/* Values from "field", "text", …, NULL; a text field borrows, others are parsed. */
__attribute__((sentinel)) static inline struct ie_value *
fixture_values(struct fixture *f, const struct ie_type *type, ...)
{
    struct ie_value *values = ie_values_new(&f->arena, type);
    const char *name;
    va_list args;

    va_start(args, type);
    while ((name = va_arg(args, const char *)) != NULL) {
        const char *text = va_arg(args, const char *);
        const struct ie_field *field = ie_type_field(type, ie_str_z(name));
        int64_t integer = 0;
        double real = 0;
        if (field->kind == IE_K_REAL && ie_str_double(ie_str_z(text), &real))
            ie_values_real(type, values, name, real);
        else if (field->kind == IE_K_INT || field->kind == IE_K_BOOL ||
                 field->kind == IE_K_MOMENT) {
            if (text && ie_str_int64(ie_str_z(text), &integer))
                ie_values_int(type, values, name, integer);
        } else {
            ie_values_text(type, values, name, ie_str_z(text));
        }
    }
    va_end(args);
    return values;
}

/* Makes a record in a transaction of its own (or in the one that is open). */
static inline struct ie_id fixture_create(struct fixture *f, const struct ie_type *type,
                                          const struct ie_value *values)
{
    struct ie_id id = {""};
    bool own = !ie_db_in_transaction(f->db);

    f->now += IE_SECOND;
    f->writer.now = f->staff.now = f->now;
    if (own)
        IE_CHECK_OK(ie_db_begin_write(f->db, &f->err), &f->err);
    IE_CHECK_OK(
        ie_record_create(f->db, &f->writer, type, values, IE_STR_NONE, &id, &f->err),
        &f->err);
    if (own)
        IE_CHECK_OK(ie_db_commit(f->db, &f->err), &f->err);
    return id;
}

#endif
